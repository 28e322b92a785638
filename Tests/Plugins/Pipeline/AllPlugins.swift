import RecuaCore
import RecuaFetch
import RecuaImage
import RecuaLambda
import RecuaLocal
import RecuaPublish
import RecuaSmoke
import RecuaTemplate
import RecuaTestSupport
import Testing

/// What the plugins that come with Recua say of themselves. None of them is run here.
enum AllPlugins {
    static let descriptors = [
        FetchPlugin.descriptor, ImagePlugin.descriptor, PublishPlugin.descriptor, TemplatePlugin.descriptor,
        LambdaPlugin.descriptor, LocalPlugin.descriptor, SmokePlugin.descriptor,
    ]
}

struct AllPluginsTests {
    @Test func `every plugin that comes with Recua is among them`() throws {
        let folders = try Files.list("\(RecuaBinary.package)/Sources/Plugins")
        // What hooks are made of is for their own tests: they are no one plugin.
        let others = ["External", "Hooks", "Toolkits"]
        #expect(
            Set(folders.filter { !others.contains($0) }.map { $0.lowercased() })
                == Set(AllPlugins.descriptors.map(\.name)))
    }
}

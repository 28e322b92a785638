import RecuaCore
import RecuaFetch
import RecuaHooks
import RecuaImage
import RecuaLambda
import RecuaLocal
import RecuaPublish
import RecuaSmoke
import RecuaTemplate

/// The plugins that come with Recua. They have exactly the access a stranger's have.
enum BuiltInPlugins {
    static let all: [any StepProvider] = [
        FetchPlugin().provider, ImagePlugin().provider, PublishPlugin().provider, TemplatePlugin().provider,
        LambdaPlugin().provider, LocalPlugin().provider, SmokePlugin().provider,
    ]

    static let families: [any StepFamily] = [HooksFamily()]

    /// The built-in plugins that have a part which outlives the command, by name.
    static let residents: [String: any ResidentPlugin] = [LocalPlugin.descriptor.name: LocalPlugin()]
}

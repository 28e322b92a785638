import RecuaCore
import Testing

@testable import RecuaCLI

@Suite struct BuiltInPatternsTests {
    private static let sections = (BuiltInPlugins.all.map(\.descriptor) + BuiltInPlugins.families.map(\.descriptor))
        .flatMap(\.sections)

    @Test(arguments: sections)
    func `the schemas that are built in hold to what is asked of others`(section: PluginDescriptor.Section) {
        #expect(throws: Never.self) { try Schema(jsonSchema: section.schema.jsonSchema()) }
    }
}

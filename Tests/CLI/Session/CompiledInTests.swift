import RecuaCore
import Testing

@testable import RecuaCLI

@Suite struct CompiledInTests {
    @Test func `a plugin that is compiled in takes part, its resident part as well`() {
        let context = CommandContext(process: [PondPlugin()])
        #expect(context.plugins.map(\.descriptor.name) == ["pond"])
        #expect(Set(context.residents.keys) == ["local", "pond"])
    }

    @Test func `what is no plugin but provides steps takes part too`() {
        let context = CommandContext(process: [], [PondPlugin().provider])
        #expect(context.plugins.map(\.descriptor.name) == ["pond"])
        #expect(Set(context.residents.keys) == ["local"])
    }
}

private struct Pond: Artifact {
    static let kind: ArtifactKind = "pond"
}

private struct PondPlugin: ResidentPlugin {
    struct Sections: Codable, Sendable {}

    static let descriptor = PluginDescriptor(
        name: "pond", version: "1.0.0", summary: "A pond", sections: [], needs: [], provides: Pond.kind)

    func run(_ step: Step<Sections, NoInput>) async throws -> Pond { Pond() }

    func reside(configuration: String) async throws {}
}

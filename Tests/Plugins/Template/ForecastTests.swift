import RecuaCore
import RecuaTemplate
import RecuaTestSupport
import Testing

@Suite struct ForecastTests {
    @Test func `it renders two files, which is nothing to the world`() async throws {
        try await withScratchFolder { folder in
            let function = TemplatePlugin.descriptor.sections[0].schema.canonical(nil) ?? [:]
            let found = try await TemplatePlugin().provider.forecast(.testing(["function": function], in: folder))
            #expect(found == [Forecast(.run, "render `template.yaml` and `samconfig.toml`")])
        }
    }
}

import RecuaCore
import RecuaSamplePlugin
import Testing

@testable import RecuaProgram

@Suite struct ProgramDescriptionTests {
    @Test func `a program names every method, since its plugin has all of them`() throws {
        let description = try ProgramDescription(SamplePlugin.descriptor, 4).answer(to: ["protocolVersions": [1]])
        #expect(description["methods"] == ["check", "plan", "observe", "destroy"])
        #expect(description["concurrency"] == 4)
    }
}

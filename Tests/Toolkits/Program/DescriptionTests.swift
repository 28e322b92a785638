import RecuaCore
import RecuaRPC
import RecuaSamplePlugin
import Testing

@testable import RecuaExternal
@testable import RecuaProgram

@Suite struct ProgramDescriptionTests {
    @Test func `a program names every method, since its plugin has all of them`() throws {
        let description = try described(SamplePlugin.descriptor, concurrency: 4)
        #expect(description["methods"] == ["check", "plan", "observe", "destroy"])
        #expect(description["concurrency"] == 4)
    }

    @Test(arguments: [(-1, 1), (1000, 256)])
    func `how many requests it serves at once stays within bounds`(asked: Int, said: JSON) throws {
        #expect(try described(SamplePlugin.descriptor, concurrency: asked)["concurrency"] == said)
    }

    @Test(arguments: PluginDescriptor.Work.allCases, [false, true])
    func `whatever a plugin is, the host takes its program for the same`(
        work: PluginDescriptor.Work, isObserved: Bool
    ) throws {
        let program = Digest(of: "program")
        let descriptor = PluginDescriptor(
            name: "probe", version: "1.0.0", summary: "A probe",
            sections: [.init("probe", .object([.required("word", .string)]))], reads: ["function.memory"],
            hints: ["server"], needs: [.model, "other"], provides: "probe-result", work: work,
            facts: [.tags, .machine], isAlways: isObserved, isObserved: isObserved, environment: ["PROBE_*"],
            fingerprintedEnvironment: ["LC_ALL"], program: program)
        let answer = try described(descriptor, concurrency: 1)
        let taken = try RecuaExternal.ProgramDescription(answer, name: "probe", program: program)
        #expect(taken.descriptor == descriptor)
        #expect(taken.hasNetwork == (work != .compute))
    }

    private func described(_ descriptor: PluginDescriptor, concurrency: Int) throws -> JSON {
        try RecuaProgram.ProgramDescription(descriptor, concurrency).answer(to: ["protocolVersions": [1]])
    }
}

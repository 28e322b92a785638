import RecuaTestSupport
import Testing

@testable import RecuaCore

struct WaitingTests {
    private func step(_ name: String, _ plan: Plan) throws -> Plan.Step {
        try #require(plan.stacks[0].steps.first { $0.name == name })
    }

    @Test func `a step that waits says what is known already, and is certain only then`() async throws {
        try await withBench { bench in
            let first = try bench.plan()
            #expect(try step("smoke", first).reasons == [.neverRun])
            #expect(try step("smoke", first).isCertain)
            try await bench.up()
            bench.sections["server"] = ["context": 4096]
            #expect(try step("smoke", bench.plan()).reasons.isEmpty)
            #expect(try !step("smoke", bench.plan()).isCertain)
            bench.sections["smoke"] = [["ask": "Hi"]]
            let smoke = try step("smoke", bench.plan())
            #expect(smoke.state == .waiting(on: "local"))
            #expect(smoke.reasons.map { "\($0)" } == ["section smoke[0].ask is new: \"Hi\""])
            #expect(smoke.isCertain)
        }
    }

    @Test func `an effect that never ended well says so`() async throws {
        try await withBench { bench in
            bench.local.onRun = { _ in throw Diagnostic("local.broken", "broken") }
            try await bench.up()
            #expect(try step("local", bench.plan()).reasons == [.unfinished])
        }
    }
}

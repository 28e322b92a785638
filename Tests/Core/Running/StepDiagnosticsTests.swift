import RecuaTestSupport
import Testing

@testable import RecuaCore

struct StepDiagnosticsTests {
    @Test func `a warning of a running step is shown at once, with its place in the manifest`() async throws {
        try await withBench { bench in
            bench.sections["local"] = ["port": 9]
            let local = bench.local.onRun
            bench.local.onRun = { step in
                step.host.diagnose(
                    Diagnostic(
                        "local.port", "port 9 discards", severity: .warning, pointer: "/local/port", help: "take 8080"))
                return try await local(step)
            }
            let result = try await bench.up()
            #expect(result.succeeded == ["a"])
            #expect(bench.lines(.warning) == ["stacks/demo.yaml:3:5: port 9 discards: take 8080  [local.port]"])
        }
    }

    @Test func `errors that a step told are carried by its failure, with their places`() async throws {
        try await withBench { bench in
            bench.sections["local"] = ["port": 9]
            bench.local.onRun = { step in
                step.host.diagnose(Diagnostic("local.port", "port 9 discards", pointer: "/local/port"))
                step.host.diagnose(Diagnostic("local.odd", "it is odd", pointer: "/local"))
                throw Diagnostic("local.refused", "nothing was deployed")
            }
            let problems = try await bench.up().problems
            #expect(problems.map(\.code) == ["local.port", "local.odd", "local.refused"])
            #expect(problems[0].place == .testing)
            #expect(bench.lines(.error) == [])
            #expect(try bench.history("local").map(\.error) == ["port 9 discards; it is odd; nothing was deployed"])
        }
    }

    @Test func `an error alone does not end the step, and is said when the step succeeded all the same`() async throws {
        try await withBench { bench in
            let local = bench.local.onRun
            bench.local.onRun = { step in
                step.host.diagnose(Diagnostic("local.odd", "it is odd"))
                return try await local(step)
            }
            let result = try await bench.up()
            #expect(result.succeeded == ["a"])
            #expect(bench.lines(.error) == ["it is odd  [local.odd]"])
        }
    }

    @Test(arguments: ["${env:KEY}", "swordfish-4711"])
    func `a secret that a diagnostic tells is told to nobody`(reference: String) async throws {
        try await withBench { bench in
            bench.environment["KEY"] = "swordfish-4711"
            bench.local.onRun = { step in
                let value = try step.host.resolve(Secret(reference: reference))
                step.host.diagnose(Diagnostic("local.key", "`\(value)` is odd", severity: .warning))
                step.host.diagnose(Diagnostic("local.key", "`\(value)` is wrong"))
                throw CancellationError()
            }
            let result = try await bench.up()
            #expect(!"\(result) \(bench.log.text)".contains("swordfish"))
            #expect(bench.lines(.warning) == ["`•••` is odd  [local.key]"])
        }
    }
}

extension Bench {
    fileprivate func lines(_ level: StepMessage.Level) -> [String] {
        log.all.compactMap { if case .stepLog(_, level, let message) = $0 { message } else { nil } }
    }
}

import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaHooks

struct HookVariablesTests {
    /// What `env` printed.
    private func variables(_ bench: HookBench) -> [String: String] {
        let pairs = bench.lines.map { $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false) }
        return Dictionary(pairs.map { (String($0[0]), $0.count > 1 ? String($0[1]) : "") }) { _, last in last }
    }

    @Test func `its environment is exactly what is said of it`() async throws {
        try await withScratchFolder { folder in
            var bench = HookBench(folder)
            bench.environment["API_TOKEN"] = "token"
            bench.input = [.deployment: ["url": "http://there.test"], "hooks.first-one": ["a": 1]]
            try await bench.run([
                "run": ["env"], "environment": ["API_TOKEN", "NOT_SET"], "secrets": ["KEY": "spelled out"],
            ])
            #expect(
                variables(bench) == [
                    "PATH": "/usr/bin:/bin", "HOME": "/nowhere", "API_TOKEN": "token", "KEY": "spelled out",
                    "RECUA_STACK": "demo", "RECUA_PROJECT": "tests", "RECUA_TARGET": "local", "RECUA_HOOK": "warm",
                    "RECUA_DEPLOYMENT": #"{"url":"http://there.test"}"#,
                    "RECUA_DEPLOYMENT_URL": "http://there.test", "RECUA_HOOKS_FIRST_ONE": #"{"a":1}"#,
                    "RECUA_ARTIFACTS": #"{"deployment":{"url":"http://there.test"},"hooks.first-one":{"a":1}}"#,
                    "RECUA_ARTIFACTS_FILE": folder.path("scratch/artifacts.json"), "RECUA_OUTCOME": "made",
                    "RECUA_HOOK_FOLDER": HookMark.value(folder.path("stack")),
                ])
        }
    }

    @Test func `the file holds what the variable does`() async throws {
        try await withScratchFolder { folder in
            var bench = HookBench(folder)
            bench.input = [.image: ["text": "line\nline \"quoted\" ünï"]]
            try await bench.run([
                "run": #"test "$RECUA_ARTIFACTS" = "$(cat "$RECUA_ARTIFACTS_FILE")"; cat "$RECUA_ARTIFACTS_FILE""#
            ])
            #expect(try JSON(parsing: bench.lines.joined(separator: "\n")) == ["image": bench.input[.image] ?? .null])
        }
    }

    @Test func `a secret is what its reference stands for`() async throws {
        try await withScratchFolder { folder in
            var bench = HookBench(folder)
            bench.environment["SOURCE"] = "not seen"
            try folder.write("from a file\n", to: "key")
            try await bench.run(["run": "echo $KEY; echo ${SOURCE-none}", "secrets": ["KEY": "${file:key}"]])
            #expect(bench.lines == ["from a file", "none"])
            let problem = try await bench.problem(["run": "true", "secrets": ["KEY": "${env:NOT_THERE}"]])
            #expect(problem.code == "secret.missing")
        }
    }

    @Test func `an artifact that no variable can hold is in the file`() async throws {
        try await withScratchFolder { folder in
            var bench = HookBench(folder)
            bench.input = [
                .image: ["layers": .string(String(repeating: "x", count: 140_000))], .model: ["small": true],
            ]
            try await bench.run([
                "run": "echo ${RECUA_IMAGE-unset} ${RECUA_ARTIFACTS-unset} $RECUA_MODEL; wc -c < $RECUA_ARTIFACTS_FILE"
            ])
            #expect(bench.lines.suffix(2) == [#"unset unset {"small":true}"#, "140046"])
            #expect(
                bench.messages.log.contains(
                    "`RECUA_IMAGE` is too long to be a variable: its value is in `$RECUA_ARTIFACTS_FILE`"))
        }
    }

    @Test func `the longest that fits is a variable, and many long ones do not break the start`() async throws {
        try await withScratchFolder { folder in
            var bench = HookBench(folder)
            let rest = "RECUA_A=".utf8.count + #"{"a":""}"#.utf8.count + 1
            bench.input = ["a": ["a": .string(String(repeating: "x", count: HookVariables.limit - rest))]]
            try await bench.run(["run": "echo ${#RECUA_A}"])
            #expect(bench.lines.last == "\(HookVariables.limit - "RECUA_A=".utf8.count - 1)")
            for number in 0..<40 {
                bench.input[ArtifactKind(rawValue: "k\(number)")] = [
                    "a": .string(String(repeating: "x", count: 100_000))
                ]
            }
            try await bench.run(["run": "env | grep -c ^RECUA_[AK]"])
            #expect(bench.lines.last == "11")
        }
    }

    @Test func `what has a meaning keeps it, whatever a kind is called`() async throws {
        try await withScratchFolder { folder in
            var bench = HookBench(folder)
            bench.input = ["stack": ["a": 1], "deployment-url": ["b": 2], "artifacts": ["c": 3]]
            try await bench.run(["run": "echo $RECUA_STACK $RECUA_DEPLOYMENT_URL"])
            #expect(bench.lines == [#"demo {"b":2}"#])
        }
    }

    @Test(arguments: [
        ("image", "RECUA_IMAGE"), ("smoke-report", "RECUA_SMOKE_REPORT"), ("hooks.a-b", "RECUA_HOOKS_A_B"),
        ("ünï", "RECUA__N_"),
    ]) func `a kind's variable is in capitals`(kind: String, variable: String) {
        #expect(HookVariables.variable(of: ArtifactKind(rawValue: kind)) == variable)
    }
}

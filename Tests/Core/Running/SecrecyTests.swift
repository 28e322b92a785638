import RecuaTestSupport
import Testing

@testable import RecuaCore

struct SecrecyTests {
    private let secret = "swordfish-4711"

    @Test func `a secret that a step used is in no file of the project, no event and no error`() async throws {
        try await withBench { bench in
            bench.environment["KEY"] = secret
            bench.sections["local"] = ["key": "Bearer ${env:KEY}"]
            let secret = secret
            let wreck = Wreck(bench)
            bench.local.onRun = { step in
                let reference = try #require(step.sections["local"]?["key"]?.string)
                let value = try step.host.resolve(Secret(reference: reference))
                #expect(value == "Bearer \(secret)")
                step.host.log("calling with \(value)")
                step.host.progress("sending \(value)", done: 1)
                try wreck.keep()
                throw Diagnostic(
                    "local.refused", "refused \(value)", help: "not \(value)", cause: Diagnostic("x", value))
            }
            let result = try await bench.up()
            #expect(result.problems.map(\.message) == ["refused Bearer •••"])
            #expect(try bench.history("local").map(\.error) == ["refused Bearer •••"])
            #expect(bench.log.text.contains("calling with Bearer •••"))
            for text in [bench.log.text, "\(result)"] { #expect(!text.contains(secret)) }
            for (path, facts) in try bench.traces() where !facts.isFolder {
                #expect(!String(decoding: try Files.read(path), as: UTF8.self).contains(secret), "\(path)")
            }
            let wal = String(decoding: try Files.read(bench.folder.path("wreck/ledger.db-wal")), as: UTF8.self)
            #expect(wal.contains("Bearer ${env:KEY}"))
        }
    }

    @Test func `a secret's value changes no fingerprint, and its reference does`() async throws {
        try await withBench { bench in
            bench.environment["KEY"] = secret
            bench.sections["local"] = ["key": "${env:KEY}"]
            try await bench.up()
            bench.environment["KEY"] = "another"
            #expect(try bench.plan().isFresh)
            bench.sections["local"] = ["key": "${env:OTHER}"]
            #expect(try !bench.plan().isFresh)
        }
    }

    @Test func `a step sees the variables it declares and no others`() async throws {
        try await withBench { bench in
            bench.environment = ["PATH": "/bin", "HF_TOKEN": "t", "AWS_SECRET_ACCESS_KEY": secret]
            let seen = Notes()
            bench.fetch.onRun = { step in
                seen.note(step.host.environment.keys.sorted().joined(separator: " "))
                return try BenchPlugins.model(step)
            }
            try await bench.up(goal: .kind(.model))
            #expect(seen.all == ["HF_TOKEN PATH"])
        }
    }
}

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
            #expect(!"\(result)".contains(secret))
            try expectNoTrace(of: secret, bench)
            let wal = String(decoding: try Files.read(bench.folder.path("wreck/ledger.db-wal")), as: UTF8.self)
            #expect(wal.contains("Bearer ${env:KEY}"))
        }
    }

    @Test func `what an effect says of its drift is shown and recorded without secrets`() async throws {
        try await withBench { bench in
            bench.environment["KEY"] = secret
            bench.sections["local"] = ["key": "${env:KEY}"]
            try await bench.up()
            let observe: @Sendable (FakePlugin.Running) throws -> [Difference] = { step in
                let value = try step.host.resolve(Secret(reference: "${env:KEY}"))
                return [Difference("posting to \(value)", recorded: value, found: "no \(value)")]
            }
            bench.local.onObserve = { artifact, step in .drifted(artifact ?? .null, try observe(step)) }
            bench.local.onFind = { step in .drifted(["url": "http://a.test"], try observe(step)) }
            let veiled = Difference("posting to •••", recorded: "•••", found: "no •••")
            let options = Engine.Options(command: "recua up", limits: bench.limits, refreshes: true)
            let plan = try await bench.engine.refreshedPlan(
                [bench.stack()], goal: .everything, options: options, events: bench.log.stream)
            #expect(plan.stacks[0].steps[2].state == .stale([.drifted(veiled)]))
            _ = try await bench.engine.run(
                [bench.stack()], goal: .everything, options: options, events: bench.log.stream)
            try expectNoTrace(of: secret, bench)
            try Files.remove(bench.project.stateFolder)
            let scope = Engine.AdoptionScope(stacks: [bench.stack()], declared: ["a"], isWhole: true)
            _ = try await bench.engine.adopt(scope, options: options, events: bench.log.stream)
            #expect(try bench.plan().stacks[0].steps[2].state == .stale([.drifted(Difference("\(veiled)"))]))
            try expectNoTrace(of: secret, bench)
        }
    }

    @Test func `a secret is in no part of a diagnostic, whatever its code and its place are made of`() {
        let redactor = Redactor()
        for secret in [secret, "fish", "Swordfish-0815"] { redactor.remember(secret) }
        let clean = redactor.redact(
            Diagnostic("local.\(secret)", "no \(secret)", pointer: "/local/\(secret)", help: "\(secret)?"))
        #expect(clean == Diagnostic("local.secret", "no •••", pointer: "/local/•••", help: "•••?"))
        let codes = ["swordfish-0815.x", "local.fish", "local.fishing", "fish.bone", "local.x-swordfish-4711"]
        let shown = codes.map { redactor.redact(Diagnostic($0, "")).code }
        #expect(shown == ["secret.x", "local.secret", "local.fishing", "fish.bone", "local.x-secret"])
    }

    @Test func `names of members and digits of numbers are texts too`() {
        let redactor = Redactor()
        for secret in ["swordfish", "1234567890123", "4711"] { redactor.remember(secret) }
        let clean = redactor.redact(
            ["swordfish": ["a": 1_234_567_890_123, "b": 4711, "c": 147_110, "d": "a swordfish", "e": 0.5]] as JSON)
        #expect(clean == ["•••": ["a": "•••", "b": "•••", "c": 147_110, "d": "a •••", "e": 0.5]])
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

    /// In no event, and in no file of the project.
    private func expectNoTrace(of secret: String, _ bench: Bench) throws {
        #expect(!bench.log.text.contains(secret))
        for (path, facts) in try bench.traces() where !facts.isFolder {
            #expect(!String(decoding: try Files.read(path), as: UTF8.self).contains(secret), "\(path)")
        }
    }
}

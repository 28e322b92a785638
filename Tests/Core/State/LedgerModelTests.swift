import RecuaTestSupport
import Testing

@testable import RecuaCore

/// A ledger beside a model of it, through random histories of two projects that share the file.
struct LedgerModelTests {
    /// What a ledger must say of one project, kept as plainly as can be.
    private struct Model {
        /// Every step, the oldest first.
        var steps: [StepRecord] = []
        var current: [LedgerSnapshot.Key: Int64] = [:]
        /// The steps that were taken down.
        var gone: Set<Int64> = []

        var snapshot: LedgerSnapshot {
            var snapshot = LedgerSnapshot()
            for (key, id) in current { snapshot.current[key] = steps.first { $0.id == id } }
            for step in steps where step.isEffect {
                let isOpen = [.begun, .failed, .cancelled].contains(step.status) && !gone.contains(step.id)
                snapshot.attempts[key(step)] = isOpen ? step : nil
            }
            return snapshot
        }

        func key(_ step: StepRecord) -> LedgerSnapshot.Key { .init(stack: step.stack, plugin: step.plugin) }

        mutating func add(_ step: StepRecord) {
            steps.append(step)
            if step.status == .done { current[key(step)] = step.id }
            if step.status == .failed, let standing = steps.first(where: { $0.id == current[key(step)] }),
                standing.fingerprint == step.fingerprint
            {
                current[key(step)] = nil
            }
        }

        mutating func end(_ step: StepRecord) {
            steps = steps.map { $0.id == step.id ? step : $0 }
            if step.status == .done { current[key(step)] = step.id }
        }

        mutating func destroy(_ key: LedgerSnapshot.Key, _ dependants: [LedgerSnapshot.Key]) {
            let standing = Set(current.values)
            for index in steps.indices where self.key(steps[index]) == key && steps[index].isEffect {
                let step = steps[index]
                guard standing.contains(step.id) || step.status != .done, gone.insert(step.id).inserted else {
                    continue
                }
                if ![.failed, .cancelled].contains(step.status) { steps[index].status = .destroyed }
            }
            for key in [key] + dependants { current[key] = nil }
        }
    }

    private static let effects = ["deploy", "dns"]
    private static let pure = ["fetch", "image", "smoke"]

    private func pick<Value>(_ values: [Value], _ random: inout SplitMix64) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }

    private func record(_ random: inout SplitMix64, run: Int64) -> StepRecord {
        let plugin = pick(Self.effects + Self.pure, &random)
        let isEffect = Self.effects.contains(plugin)
        let stack = pick(["a", "b", "ç\u{301}", "d'; --"], &random)
        let status =
            isEffect ? .begun : pick([StepRecord.Status.done, .done, .failed, .cancelled], &random)
        return StepRecord(
            id: 0, run: run, stack: stack, plugin: plugin, kind: ArtifactKind(rawValue: plugin), status: status,
            isEffect: isEffect, token: String(UInt8.random(in: 0..<4, using: &random)),
            fingerprint: Fingerprint(components: ["a": String(UInt8.random(in: 0..<2, using: &random))]),
            sections: [plugin: ["text": "\"\u{0}\n🦙"]],
            facts: StackFacts(name: stack, project: "p", target: "t", folder: "/"),
            artifact: status == .done ? ["n": .integer(Int64.random(in: 0..<9, using: &random))] : nil,
            error: status == .failed ? "broken" : nil, started: "t", ended: isEffect ? nil : "u",
            reasons: ["asked for"],
            log: isEffect ? nil : "logs/1"
        )
    }

    @Test(arguments: 0..<12) func `whatever was recorded, in any order, the snapshot says what stands`(seed: UInt64)
        async throws
    {
        var random = SplitMix64(seed: seed)
        try await withScratchFolder { folder in
            let path = folder.path(".recua/ledger.db")
            var models = ["p": Model(), "q": Model()]
            for _ in 0..<3 {
                // Two runs, one after the other, as the lock has it.
                for project in models.keys.sorted() {
                    let ledger = try Ledger.write(path, project: project)
                    let run = try ledger.beginRun(command: "up", by: RunAuthor(), at: "t")
                    for _ in 0..<25 { try change(ledger, &models[project]!, &random, run: run) }
                    #expect(try ledger.snapshot() == models[project]!.snapshot)
                    try ledger.close()
                }
                for (project, model) in models {
                    let ledger = try #require(try Ledger.read(path, project: project))
                    let snapshot = try ledger.snapshot()
                    #expect(snapshot == model.snapshot)
                    #expect(
                        try ledger.history(of: "a", limit: .max) == model.steps.filter { $0.stack == "a" }.reversed())
                    for stack in snapshot.stacks {
                        let expected = model.snapshot.current.values.filter { $0.stack == stack }.sorted {
                            $0.id < $1.id
                        }
                        #expect(snapshot.records(of: stack) == expected)
                    }
                    try ledger.close()
                }
            }
        }
    }

    private func change(_ ledger: Ledger, _ model: inout Model, _ random: inout SplitMix64, run: Int64) throws {
        if random.oneIn(8) {
            let key = LedgerSnapshot.Key(stack: "a", plugin: pick(Self.effects, &random))
            let dependants = random.oneIn(2) ? [LedgerSnapshot.Key(stack: "a", plugin: "smoke")] : []
            try ledger.destroyed(key, dependants: dependants, at: "v")
            return model.destroy(key, dependants)
        }
        var step = record(&random, run: run)
        step.id = try ledger.add(step)
        model.add(step)
        guard step.isEffect, !random.oneIn(4) else { return }
        step.status = pick([.done, .done, .failed, .cancelled], &random)
        step.artifact = step.status == .done ? ["url": "u"] : nil
        step.error = step.status == .failed ? "broken" : nil
        (step.ended, step.log) = ("w", "logs/2")
        try ledger.end(step.id, step)
        model.end(step)
    }
}

extension LedgerSnapshot {
    fileprivate static func == (first: LedgerSnapshot, second: LedgerSnapshot) -> Bool {
        first.current == second.current && first.attempts == second.attempts
    }
}

import RecuaCore

extension Workspace {
    /// How the last tries of steps ended that did not end well and still count, by stack and plugin.
    ///
    /// - Parameter stacks: what the ledger says of each.
    func failures(_ stacks: [String: LedgerSnapshot]) throws -> [String: [String: PastFailure]] {
        var failures: [String: [String: PastFailure]] = [:]
        let declared = Set(declared)
        let tries = try engine.reading { try $0.failures() }
        for (key, record) in tries ?? [:] {
            let snapshot = stacks[key.stack] ?? LedgerSnapshot()
            guard !declared.contains(key.stack) || isAskedFor(record), snapshot.counts(record) else { continue }
            failures[key.stack, default: [:]][key.plugin] = PastFailure(record)
        }
        return failures
    }

    /// False for what a stack of the manifest asked for then and does not ask for any more, as far as the text tells. No
    /// plugin is asked, and what every stack goes through is always asked for.
    private func isAskedFor(_ record: StepRecord) -> Bool {
        let member = record.plugin.split(separator: ".").map(String.init)
        if member.count > 1 { return parsed.writes(member, in: record.stack) }
        let plugin = engine.pipeline.provider(named: record.plugin)?.descriptor
        let isOnEveryWay = ArtifactKind.pipeline.subtracting([.report]).contains(record.kind)
        let sections = record.sections.object?.keys.sorted() ?? []
        if plugin?.isAlways == true || isOnEveryWay || sections.isEmpty { return true }
        return sections.contains { parsed.writes([$0], in: record.stack) }
    }
}

import RecuaCore

/// The plugins whose code is another one than in the steps that count now: told before they run.
struct ProgramChanges: Hashable {
    private struct Change: Hashable {
        var name: String
        var version: String
        var before: Digest
        var after: Digest
    }

    private let changes: [Change]

    init(_ plan: Plan) {
        let component = "plugin program"
        var seen: Set<String> = []
        changes = plan.stacks.flatMap(\.steps).compactMap { step in
            let descriptor = step.provider.descriptor
            guard let after = descriptor.program, let old = step.record?.fingerprint[component],
                let before = Digest(old), before != after, seen.insert(descriptor.name).inserted
            else { return nil }
            return Change(name: descriptor.name, version: descriptor.version, before: before, after: after)
        }
    }

    /// A sentence for each.
    var lines: [String] {
        changes.map { change in
            "plugin `\(change.name)` \(change.version) has changed since the last run (sha256 \(change.before.short)… → "
                + "\(change.after.short)…): its steps run again"
        }
    }
}

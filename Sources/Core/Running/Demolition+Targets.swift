extension Demolition {
    /// The effects of each stack, each before those it stands on.
    static func targets(of stacks: [String], in snapshot: LedgerSnapshot, _ pipeline: Pipeline) -> [[Target]] {
        let snapshots = snapshot.byStack
        return stacks.compactMap { stack in
            let targets = targets(of: stack, in: snapshots[stack] ?? LedgerSnapshot(), pipeline)
            return targets.isEmpty ? nil : targets
        }
    }

    private static func targets(of stack: String, in snapshot: LedgerSnapshot, _ pipeline: Pipeline) -> [Target] {
        let standing = snapshot.records(of: stack)
        let tries = snapshot.attempts(of: stack)
        let lineage = Lineage(standing + tries, pipeline.descriptors)
        let byPlugin = Dictionary(grouping: tries + standing.filter(\.isEffect), by: \.plugin)
        let targets = byPlugin.values.map(withoutMarks).compactMap { records in
            records.last.map { record in
                Target(
                    name: Event.StepName(stack: stack, plugin: record.plugin, kind: record.kind), records: records,
                    dependants: dependants(of: record.kind, standing, lineage)
                )
            }
        }
        return ordered(targets, lineage)
    }

    /// That somebody began to take down what stands, or that nobody has looked for it, says no more than that it stands: it
    /// is undone once.
    private static func withoutMarks(_ records: [StepRecord]) -> [StepRecord] {
        records.filter { record in !records.contains { record.isMark(of: $0) } }
    }

    /// The results, effects aside, that say something of what is taken down: without it they say nothing.
    private static func dependants(
        of kind: ArtifactKind, _ standing: [StepRecord], _ lineage: Lineage
    ) -> [LedgerSnapshot.Key] {
        standing.filter { !$0.isEffect && lineage.foundations(of: [$0]).contains(kind) }
            .map { LedgerSnapshot.Key(stack: $0.stack, plugin: $0.plugin) }
    }

    /// Consumers before what they consume, whenever each was last run; else the newest first.
    private static func ordered(_ targets: [Target], _ lineage: Lineage) -> [Target] {
        var rest = targets.sorted { $0.newest > $1.newest }
        var ordered: [Target] = []
        while !rest.isEmpty {
            let free = rest.firstIndex { candidate in
                !rest.contains {
                    $0.name != candidate.name && lineage.foundations(of: $0.records).contains(candidate.name.kind)
                }
            }
            ordered.append(rest.remove(at: free ?? 0))
        }
        return ordered
    }
}

extension Demolition.Target {
    fileprivate var newest: Int64 { records.map(\.id).max() ?? 0 }
}

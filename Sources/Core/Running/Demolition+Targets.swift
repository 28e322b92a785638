extension Demolition {
    /// The effects of each stack, each before those it stands on.
    static func targets(of stacks: [String], in snapshot: LedgerSnapshot, _ pipeline: Pipeline) -> [[Target]] {
        let snapshots = snapshot.byStack
        return stacks.compactMap { stack in
            let targets = ordered(targets(of: stack, in: snapshots[stack] ?? LedgerSnapshot(), pipeline), pipeline)
            return targets.isEmpty ? nil : targets
        }
    }

    private static func targets(of stack: String, in snapshot: LedgerSnapshot, _ pipeline: Pipeline) -> [Target] {
        let standing = snapshot.records(of: stack)
        let tries = snapshot.attempts(of: stack)
        let byPlugin = Dictionary(grouping: tries + standing.filter(\.isEffect), by: \.plugin)
        return byPlugin.values.compactMap { records in
            records.last.map { record in
                Target(
                    name: Event.StepName(stack: stack, plugin: record.plugin, kind: record.kind), records: records,
                    dependants: dependants(of: record.kind, standing, pipeline)
                )
            }
        }
    }

    /// The results, effects aside, that say something of what is taken down: without it they say nothing.
    private static func dependants(
        of kind: ArtifactKind, _ standing: [StepRecord], _ pipeline: Pipeline
    ) -> [LedgerSnapshot.Key] {
        standing.filter { !$0.isEffect && pipeline.foundations(of: $0).contains(kind) }
            .map { LedgerSnapshot.Key(stack: $0.stack, plugin: $0.plugin) }
    }

    /// Consumers before what they consume, whenever each was last run; else the newest first.
    private static func ordered(_ targets: [Target], _ pipeline: Pipeline) -> [Target] {
        var rest = targets.sorted { $0.newest > $1.newest }
        var ordered: [Target] = []
        while !rest.isEmpty {
            let free = rest.firstIndex { candidate in
                !rest.contains {
                    $0.name != candidate.name && pipeline.foundations(of: $0.name.plugin).contains(candidate.name.kind)
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

extension Pipeline {
    /// The kinds that a result comes from. One of a family, whose plugin is no provider, is on record with all of them.
    fileprivate func foundations(of record: StepRecord) -> Set<ArtifactKind> {
        guard provider(named: record.plugin) == nil else { return foundations(of: record.plugin) }
        let inputs = record.fingerprint.components.keys.map { Fingerprint.Change(component: $0) }
        return Set(inputs.compactMap { $0.artifact ?? $0.failedArtifact })
    }

    /// The kinds that a plugin consumes, directly or through others.
    func foundations(of plugin: String) -> Set<ArtifactKind> {
        var found: Set<ArtifactKind> = []
        var open = provider(named: plugin)?.descriptor.needs ?? []
        while let kind = open.popLast() {
            guard found.insert(kind).inserted else { continue }
            open += descriptors.filter { $0.provides == kind }.flatMap(\.needs)
        }
        return found
    }
}

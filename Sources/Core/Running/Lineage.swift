/// What the results of one stack come from: by what their plugins say they need, and by what went into them when they
/// were made, since a plugin may be gone by now or be of no use.
struct Lineage {
    private let needs: [String: [ArtifactKind]]
    private let inputs: [ArtifactKind: Set<ArtifactKind>]

    /// - Parameter records: of the stack, those that stand and those that may have left something.
    init(_ records: [StepRecord], _ descriptors: [PluginDescriptor]) {
        needs = Dictionary(descriptors.map { ($0.name, $0.needs) }) { first, _ in first }
        var inputs: [ArtifactKind: Set<ArtifactKind>] = [:]
        for descriptor in descriptors { inputs[descriptor.provides, default: []].formUnion(descriptor.needs) }
        for record in records { inputs[record.kind, default: []].formUnion(record.inputs) }
        self.inputs = inputs
    }

    /// The kinds that results of one step come from, directly or through others.
    func foundations(of records: [StepRecord]) -> Set<ArtifactKind> {
        var found: Set<ArtifactKind> = []
        var open = records.flatMap { $0.inputs + (needs[$0.plugin] ?? []) }
        while let kind = open.popLast() {
            if found.insert(kind).inserted { open += inputs[kind] ?? [] }
        }
        return found
    }
}

extension StepRecord {
    /// The kinds that went into it, those that failed to be made included.
    public var inputs: [ArtifactKind] {
        fingerprint.names.map { Fingerprint.Change(component: $0) }.compactMap {
            $0.artifact ?? $0.failedArtifact
        }
    }
}

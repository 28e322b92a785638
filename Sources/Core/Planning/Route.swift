/// The steps of one stack on the way to a goal, each after those it needs.
struct Route: Sendable {
    var steps: [any StepProvider]
    /// By kind: the kinds that must be there first, though nothing of them is consumed.
    var awaits: [ArtifactKind: [ArtifactKind]] = [:]

    func awaits(of provider: any StepProvider) -> [ArtifactKind] {
        awaits.isEmpty ? [] : awaits[provider.descriptor.provides] ?? []
    }
}

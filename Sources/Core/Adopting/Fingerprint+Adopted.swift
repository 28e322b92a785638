extension Fingerprint {
    private static let adopted = "adopted"

    /// The fingerprint of something that was found and is not what a run would make now. What it was made of is not
    /// known; in what it differs is.
    init(adopted differences: [Difference]) {
        self.init(components: [Self.adopted: differences.map(\.description).joined(separator: "; ")])
    }

    /// Why a step runs whose record has the fingerprint `old`.
    func reasons(since old: Fingerprint, _ shown: (Change) -> Change) -> [Plan.Reason] {
        if let story = old[Self.adopted] { return [.drifted(Difference(story))] }
        return changes(since: old).map { .changed(shown($0)) }
    }
}

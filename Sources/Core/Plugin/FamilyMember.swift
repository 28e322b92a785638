/// One step that a ``StepFamily`` has in a stack, and where it stands.
public struct FamilyMember: Sendable {
    /// Which artifact it stands beside, and on which side.
    public enum Anchor: Sendable, Hashable {
        /// It runs whenever the artifact is about to be made, and ahead of that. The artifact does not count it among
        /// what it is made of.
        case before(ArtifactKind)
        /// It consumes the artifact.
        case after(ArtifactKind)

        /// The artifact that it stands beside.
        public var kind: ArtifactKind {
            switch self {
            case .before(let kind), .after(let kind): kind
            }
        }
    }

    /// What it makes, and at the same time its name: no other step of the stack has it.
    public var kind: ArtifactKind
    /// Where it stands.
    public var anchor: Anchor
    /// Where the anchor is written, as a JSON pointer into the stack's sections: `/hooks/warm/after`.
    public var pointer: String
    private let make: @Sendable ([ArtifactKind]) -> any StepProvider

    /// - Parameter make: the step itself, given the kinds that it is to declare as its needs: all that there is at its
    ///   place.
    public init(
        kind: ArtifactKind, anchor: Anchor, pointer: String,
        make: @escaping @Sendable ([ArtifactKind]) -> any StepProvider
    ) {
        self.kind = kind
        self.anchor = anchor
        self.pointer = pointer
        self.make = make
    }

    func provider(needing needs: [ArtifactKind]) -> any StepProvider { make(needs) }
}

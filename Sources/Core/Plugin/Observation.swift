/// What a look at the world found.
public enum Observation<Output: Sendable>: Sendable {
    /// As it was left; the artifact may carry fresher facts.
    case present(Output)
    /// Nothing is there.
    case absent
    /// There, but not as it was left: in what, at least one.
    case drifted(Output, [Difference])

    /// There, but changed by somebody else: what, in a sentence.
    public static func drifted(_ output: Output, detail: String) -> Self { .drifted(output, [Difference(detail)]) }
}

extension Observation: Equatable where Output: Equatable {}

/// What a look at the world found.
public enum Observation<Output: Sendable>: Sendable {
    /// As it was left; the artifact may carry fresher facts.
    case present(Output)
    case absent
    /// There, but changed by somebody else: what, in a sentence.
    case drifted(Output, detail: String)
}

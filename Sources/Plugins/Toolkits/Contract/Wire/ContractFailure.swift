/// A program that does not come as far as to be looked at.
public struct ContractFailure: Error {
    /// The one rule that it breaks, and the others, which nobody could look at.
    public let report: ContractReport
}

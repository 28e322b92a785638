/// Something that a run left, and whose stack it says it is.
public struct Finding<Output: Sendable>: Sendable {
    /// The stack's name, as what was found says.
    public var stack: String
    public var output: Output
    /// The stack whose step led there: what takes this down is given that step's sections.
    public var step: String

    public init(stack: String, output: Output, by step: String) {
        self.stack = stack
        self.output = output
        self.step = step
    }
}

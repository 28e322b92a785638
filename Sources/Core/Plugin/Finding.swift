/// Something that a run left, and whose stack it says it is.
public struct Finding<Output: Sendable>: Sendable {
    /// The stack's name, as what was found says.
    public var stack: String
    /// The artifact as a run would have made it.
    public var output: Output
    /// The stack whose step led there: what takes this down is given that step's sections.
    public var step: String

    /// - Parameter step: the stack whose step led there.
    public init(stack: String, output: Output, by step: String) {
        self.stack = stack
        self.output = output
        self.step = step
    }
}

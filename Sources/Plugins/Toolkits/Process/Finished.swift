/// How a command ended, and what it said.
public struct Finished: Sendable, Hashable {
    public enum Status: Sendable, Hashable {
        case exited(Int32)
        case signalled(Int32)
    }

    public var status: Status
    /// All of standard output, unless the caller took it line by line.
    public var output: String
    /// The last 64 KiB of standard error.
    public var errorOutput: String

    public init(status: Status, output: String, errorOutput: String) {
        self.status = status
        self.output = output
        self.errorOutput = errorOutput
    }

    public var succeeded: Bool { status == .exited(0) }
}

extension Finished.Status: CustomStringConvertible {
    public var description: String {
        switch self {
        case .exited(let code): "ended with exit code \(code)"
        case .signalled(let number): "was ended by signal \(number)"
        }
    }
}

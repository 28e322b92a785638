import RecuaCore
import RecuaRPC

/// How long a program is waited for, how much it may say, and by which clock.
public struct ProgramLimits: Sendable {
    /// From the start of the program to its answer to `initialize`.
    public var initialize: Duration = .seconds(10)
    /// For `check` and `plan`.
    public var check: Duration = .seconds(10)
    /// How long a request may go without a message: each one about it starts the time anew.
    public var silence: Duration = .seconds(15 * 60)
    /// How long a request may take in all.
    public var total: Duration = .seconds(6 * 3600)
    /// How often a program in its sandbox is looked at that says nothing.
    public var glance: Duration = .seconds(5)
    /// From `cancel` to the first signal.
    public var cancelGrace: Duration = .seconds(10)
    /// How long a program that has closed its output, or was told to shut down, may take to exit by itself.
    public var exitGrace: Duration = .seconds(5)
    /// From SIGTERM to SIGKILL.
    public var killGrace: Duration = .seconds(5)
    /// In bytes.
    public var lineLength = Conversation.lineLength
    /// Bytes of answers that may wait for a program to read them.
    public var unread = 1 << 20
    /// Lines on standard output that are no messages.
    public var strayLines = 20
    /// After so many crashes the program is not started again.
    public var crashes = 3
    /// Measures every wait but those between signals, which the operating system's own clock measures.
    public var clock: any Clock<Duration> = ContinuousClock()
    /// The value of a variable by which all that a program without a sandbox starts is known, and ended with it, also what
    /// has left its session. The program is given no such variable where this is nil.
    public var mark: String?
    /// Writes down all that is said, when somebody wants to know.
    public var trace: ProgramTrace?

    public init() {}

    /// For `run`, `observe` and `destroy`: what the manifest allows, else what the program asks for.
    func patience(_ asked: ProgramDescription.Timeouts, _ bounds: ProgramDeclaration.Bounds) -> Patience {
        Patience(idle: bounds.idle ?? asked.idle ?? silence, total: bounds.timeout ?? asked.run ?? total)
    }
}

/// What keeps a program from doing more than it should.
public enum ProgramIsolation: String, Sendable, Hashable, CaseIterable {
    /// A sandbox without a network.
    case sandbox
    /// A sandbox with the network, which the program declares.
    case network
    /// Nothing: the manifest turned it off.
    case off
    /// Nothing: bubblewrap is not installed.
    case missing
    /// Nothing: bubblewrap does not work on this machine.
    case unavailable
}

/// What a program that is tried runs in.
public protocol WireConfinement: Sendable {
    /// The program as it is started: in a sandbox, or as it is.
    ///
    /// - Parameters:
    ///   - folders: what it may write; none for one of which nothing may come but answers.
    ///   - hasNetwork: whether it declares that it needs the network.
    func confined(
        _ program: WireProgram, writing folders: [String], hasNetwork: Bool
    ) async throws -> WireProgram
}

/// Nothing: the program may do all that its user may do.
struct Unconfined: WireConfinement {
    func confined(_ program: WireProgram, writing folders: [String], hasNetwork: Bool) -> WireProgram { program }
}

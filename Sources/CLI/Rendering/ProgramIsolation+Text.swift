import RecuaExternal

extension ProgramIsolation {
    /// True where something keeps a program from doing more than it should.
    var isSandbox: Bool { reason == nil }

    /// What a person is told.
    var text: String {
        if let reason { return "no sandbox: \(reason)" }
        return self == .network ? "sandboxed, network" : "sandboxed, no network"
    }

    /// That there is no sandbox, as the end of a sentence; nothing where there is one.
    var lack: String {
        guard let reason else { return "" }
        // Whoever turned it off knows.
        return self == .off ? ", without a sandbox" : ", without a sandbox: \(reason)"
    }

    /// Why there is no sandbox; nil where there is one.
    var reason: String? {
        switch self {
        case .sandbox, .network: nil
        case .missing: "bubblewrap is not installed"
        case .unavailable: "bubblewrap does not work here"
        case .off: "turned off"
        }
    }
}

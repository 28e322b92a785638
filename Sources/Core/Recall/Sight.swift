/// What stood at a path: enough to tell whether it is still the same, without reading it.
package struct Sight: Sendable, Hashable {
    /// nil when there was nothing.
    var facts: Files.Facts?
    /// True for a log that its reader may find empty or make: absent and empty are the same then.
    var isLog: Bool

    init(_ facts: Files.Facts?, isLog: Bool = false) {
        self.facts = isLog && facts?.size == 0 ? nil : facts
        self.isLog = isLog
    }

    /// True when its last change was longer before this time than file times can tell apart.
    func isSettled(at time: Int64) -> Bool { facts.map { Files.isSettled($0, at: time) } ?? true }
}

/// Everything that an answer rests on.
package struct Sights: Sendable, Hashable {
    package var files: [String: Sight]
    /// Each with whether it ran.
    package var processes: [Deployment.Process: Bool]
    /// Digests of the values of environment variables by name; nil for one that is not set. A name with a trailing `*`
    /// stands for all that begin so.
    package var environment: [String: Digest?] = [:]
    /// What those digests begin with, of this answer alone.
    var salt: [UInt8] = []

    init(files: [String: Sight] = [:], processes: [Deployment.Process: Bool] = [:]) {
        self.files = files
        self.processes = processes
    }
}

import RecuaCore

/// What the process says when it ends. Part of the public interface; listed in the README.
enum ExitStatus: Int32, Error {
    case success = 0
    /// A step failed, and no stack is done.
    case failed = 1
    /// A mistake in the arguments or the manifest.
    case usage = 2
    case credentials = 3
    /// Some stacks are done and some are not.
    case partly = 4
    /// A limit, or a policy such as `--locked`.
    case limit = 5
    case locked = 7
    case smokeFailed = 10
    case changes = 11
    case internalError = 70
    case cancelled = 130
}

extension ExitStatus {
    init(_ diagnostics: [Diagnostic]) {
        let codes = diagnostics.filter { $0.severity == .error }.map(\.code)
        func all(_ prefix: String) -> Bool { !codes.isEmpty && codes.allSatisfy { $0.hasPrefix(prefix) } }
        if all("run.cancelled") {
            self = .cancelled
        } else if all("run.locked") {
            self = .locked
        } else if all("smoke.failed") {
            self = .smokeFailed
        } else if diagnostics.contains(where: { $0.severity == .error && $0.isOfCredentials })
            || codes.contains(where: Self.isCredentials)
        {
            self = .credentials
        } else if !codes.isEmpty, codes.allSatisfy({ $0.hasPrefix("limit.") || Self.policyCodes.contains($0) }) {
            self = .limit
        } else if codes.contains(where: Self.isUsage) {
            self = .usage
        } else if all("internal.") {
            self = .internalError
        } else {
            self = .failed
        }
    }

    private static let usageCodes: Set<String> = ["manifest", "yaml", "schema", "plan", "usage", "secret"]
    /// A lock file that cannot be understood.
    private static let lockCodes: Set<String> = ["lock.unreadable", "lock.syntax", "lock.newer", "lock.broken"]
    /// What `--locked` refuses, a plugin that nobody has pinned, and a saved plan whose world has moved.
    private static let policyCodes: Set<String> = ["lock.open", "lock.stale", "plugin.not-locked", "plan.moved"]

    private static func isCredentials(_ code: String) -> Bool {
        ["aws.credentials", "registry.credentials", "plugin.auth"].contains { code.hasPrefix($0) }
    }

    private static func isUsage(_ code: String) -> Bool {
        usageCodes.contains(String(code.prefix { $0 != "." })) || lockCodes.contains(code)
    }

    /// The status of a run whose problems have been shown.
    init(_ result: RunResult) {
        let failure = ExitStatus(result.problems)
        if result.wasCancelled {
            self = .cancelled
        } else if result.unfinished.isEmpty {
            self = result.isWhole ? .success : .failed
        } else if failure == .smokeFailed {
            self = .smokeFailed
        } else {
            self = result.succeeded.isEmpty ? (failure == .usage ? .failed : failure) : .partly
        }
    }
}

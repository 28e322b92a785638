/// A moment at which a process may die and the next one must go on: right before and right after everything that lasts.
///
/// Nothing happens there. A test hands in what does, to end the process at each of them in turn.
public struct CrashPoint: Sendable, Hashable {
    /// Right before, or right after.
    public enum Moment: String, Sendable, Hashable { case before, after }

    /// What lasts. Of a commit, `before` is between the writing and the commit.
    public enum Work: String, Sendable, Hashable, CaseIterable {
        // The ledger's file.
        case openLedger, closeLedger, sealLedger, backUpLedger, setAsideLedger, putBackLedger
        // Commits.
        case makeTables, beginRun, beginEffect, endEffect, keepStep, keepRemoval, endRun, forget
        // Calls of plugins.
        case run, observe, destroy
    }

    public var moment: Moment
    public var work: Work

    public init(_ moment: Moment, _ work: Work) {
        self.moment = moment
        self.work = work
    }

    /// What happens at such a moment.
    public typealias Hook = @Sendable (CrashPoint) -> Void

    /// Nothing.
    public static let pass: Hook = { _ in }
}

extension CrashPoint: CustomStringConvertible {
    public var description: String { "\(moment) \(work)" }
}

extension CrashPoint {
    static func around<Result>(_ work: Work, _ hook: Hook, _ body: () throws -> Result) rethrows -> Result {
        hook(CrashPoint(.before, work))
        let result = try body()
        hook(CrashPoint(.after, work))
        return result
    }

    static func around<Result>(_ work: Work, _ hook: Hook, _ body: () async throws -> Result) async rethrows -> Result {
        hook(CrashPoint(.before, work))
        let result = try await body()
        hook(CrashPoint(.after, work))
        return result
    }
}

import RecuaCore

/// The last words of a run.
enum Summary {
    /// Names that are told.
    private static let most = 8

    /// `1 of 12 stacks failed: embed; 3 not finished`, with what to type next.
    static func failure(_ result: RunResult) -> String {
        let names = result.undone.failed.isEmpty ? result.undone.others : result.undone.failed
        let shown = names.prefix(most).joined(separator: ", ") + (names.count > most ? ", …" : "")
        let rest = rest(result).map { "; \($0)" } ?? ""
        return "\(verdict(result)): \(shown)\(rest); the same command goes on from here"
    }

    /// `1 of 12 stacks failed after 2.5 s, 3 not finished`.
    static func headline(_ result: RunResult) -> String {
        guard !result.unfinished.isEmpty else { return success(result) }
        return "\(verdict(result)) after \(Quantity.duration(result.duration))\(rest(result).map { ", \($0)" } ?? "")"
    }

    /// `2 stacks up to date`, or `2 stacks done in 12.3 s`.
    static func success(_ result: RunResult) -> String {
        let stacks = Quantity.count(result.stacks.count, "stack")
        return result.isFresh ? "\(stacks) up to date" : "\(stacks) done in \(Quantity.duration(result.duration))"
    }

    /// `2 stacks down`, or `1 stack down, 1 left alone`: what is another project's is not down.
    static func down(_ result: RunResult) -> String {
        // One of which something else failed is told among the failures.
        let left = Set(result.leftAlone).intersection(result.succeeded)
        let gone = result.succeeded.count { !left.contains($0) }
        if left.isEmpty { return "\(Quantity.count(gone, "stack")) down" }
        return gone == 0
            ? "\(Quantity.count(left.count, "stack")) left alone"
            : "\(Quantity.count(gone, "stack")) down, \(left.count) left alone"
    }

    /// `1 of 12 stacks failed`; `not finished` where none failed.
    private static func verdict(_ result: RunResult) -> String {
        let (failed, others) = result.undone
        let stacks = Quantity.count(result.stacks.count, "stack")
        return failed.isEmpty ? "\(others.count) of \(stacks) not finished" : "\(failed.count) of \(stacks) failed"
    }

    /// `3 not finished`: those that were cancelled or never begun, beside those that failed.
    private static func rest(_ result: RunResult) -> String? {
        let (failed, others) = result.undone
        return failed.isEmpty || others.isEmpty ? nil : "\(others.count) not finished"
    }
}

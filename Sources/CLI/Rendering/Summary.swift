import RecuaCore

/// The last words of a run.
enum Summary {
    /// `1 of 2 stacks failed: embed`, with what to type next.
    static func failure(_ result: RunResult) -> String {
        let names = result.unfinished
        let shown = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
        let what = result.wasCancelled ? "not finished" : "failed"
        return
            "\(names.count) of \(Quantity.count(result.stacks.count, "stack")) \(what): \(shown); the same command goes on from here"
    }

    /// `2 stacks up to date`, or `2 stacks done in 12.3 s`.
    static func success(_ result: RunResult) -> String {
        let stacks = Quantity.count(result.stacks.count, "stack")
        return result.isFresh ? "\(stacks) up to date" : "\(stacks) done in \(Quantity.duration(result.duration))"
    }
}

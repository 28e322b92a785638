import RecuaCore

/// What every incident of a program tells beside what it did wrong.
struct Circumstances: Sendable, Hashable {
    /// The stacks that it was at work on.
    var stacks: [String]
    /// What it said that was not understood, and may have been what was waited for.
    var misunderstood: Misunderstandings.Excerpt?
    /// What it wrote to standard error last.
    var words: [String]

    var notes: [Diagnostic.Related] { (work + misunderstanding + log).map { Diagnostic.Related($0) } }

    private var work: [String] {
        stacks.isEmpty ? [] : ["it was at work on \(stacks.map { "`\($0)`" }.joined(separator: ", "))"]
    }

    private var misunderstanding: [String] {
        guard let misunderstood else { return [] }
        let often = misunderstood.count == 1 ? "" : ", \(misunderstood.count) times, the last time"
        return ["what it said was not understood\(often): \(misunderstood.last)"]
    }

    private var log: [String] { words.map { "standard error: \($0)" } }
}

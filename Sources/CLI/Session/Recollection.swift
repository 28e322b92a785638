import RecuaCore
import Synchronization

/// What the command of this process says, and whether it may be said again the next time without working it out.
final class Recollection: Sendable {
    /// More text than this is not worth keeping.
    private static let limit = 64 << 20

    private struct State {
        var words = Answer.Words(exitStatus: 0)
        var variables: Set<String>?
        var isLost = false
        var hasWorked = false
        var isUnheard = false
    }

    private let state = Mutex(State())

    /// Takes what went to standard output.
    func printed(_ text: String) { take { $0.output += text.utf8 } }

    /// Takes what went to standard error.
    func told(_ text: String) { take { $0.errors += text.utf8 } }

    /// The answer rests on what was looked at, and on these variables of the environment: nothing else counts, and
    /// nothing was done.
    ///
    /// - Parameter variables: names; a trailing `*` matches a prefix.
    func lasts(variables: Set<String>) { state.withLock { $0.variables = variables } }

    /// Something was done: the next command of the same words finds nothing to do, and could say so at once.
    func worked() { state.withLock { $0.hasWorked = true } }

    var hasWorked: Bool { state.withLock { $0.hasWorked } }

    /// A result could not be written: what was said is not to be said again in its place.
    ///
    /// - Returns: true the first time.
    func goUnheard() -> Bool {
        state.withLock { state in
            defer { state.isUnheard = true }
            return !state.isUnheard
        }
    }

    var isUnheard: Bool { state.withLock { $0.isUnheard } }

    /// What to keep, if that is worth it.
    var answer: (words: Answer.Words, variables: Set<String>)? {
        state.withLock { state in
            guard !state.isLost, !state.isUnheard, let variables = state.variables else { return nil }
            return (state.words, variables)
        }
    }

    private func take(_ add: (inout Answer.Words) -> Void) {
        state.withLock { state in
            guard !state.isLost else { return }
            add(&state.words)
            guard state.words.output.count + state.words.errors.count > Self.limit else { return }
            (state.words, state.isLost) = (Answer.Words(exitStatus: 0), true)
        }
    }
}

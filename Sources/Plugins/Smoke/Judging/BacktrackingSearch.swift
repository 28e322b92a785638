import Dispatch
import RecuaCore
import Synchronization

/// Looks for a pattern by Swift's own `Regex`, which may take as long as there are ways to match.
///
/// It cannot be stopped, so it has a thread of its own, which is left to itself when time is over; a pattern that took too
/// long once is not tried again.
enum BacktrackingSearch {
    private static let hopeless = Mutex<Set<String>>([])

    static func find(_ pattern: String, in text: String, within patience: Duration) -> AnswerPattern.Finding {
        if hopeless.withLock({ $0.contains(pattern) }) { return .tooSlow }
        let answer = Answer()
        OwnThread.start {
            answer.begin()
            let isFound = (try? Regex(pattern).firstMatch(in: text)) != nil
            answer.set(isFound ? .found : .missing)
        }
        let finding = answer.wait(for: patience)
        if finding == .tooSlow { hopeless.withLock { _ = $0.insert(pattern) } }
        return finding
    }

    private final class Answer: Sendable {
        private let finding = Mutex<AnswerPattern.Finding?>(nil)
        private let hasBegun = DispatchSemaphore(value: 0)
        private let isThere = DispatchSemaphore(value: 0)

        func begin() { hasBegun.signal() }

        func set(_ found: AnswerPattern.Finding) {
            finding.withLock { $0 = found }
            isThere.signal()
        }

        /// A busy machine may be late to begin: that is not the pattern's fault.
        func wait(for patience: Duration) -> AnswerPattern.Finding {
            hasBegun.wait()
            let milliseconds = Int(patience / .milliseconds(1))
            guard isThere.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else { return .tooSlow }
            return finding.withLock { $0 } ?? .tooSlow
        }
    }
}

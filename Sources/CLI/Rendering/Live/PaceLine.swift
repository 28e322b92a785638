// Dispatch sources may be used from any thread, but are not marked `Sendable`.
@preconcurrency import Dispatch
import RecuaCore
import Synchronization

/// One line at the bottom of a terminal that says how far a command is before anything runs, and is gone when it is.
///
/// It comes when that takes longer than a moment. Whoever writes to the terminal does so in ``giveWay(to:)``.
final class PaceLine: Sendable {
    private struct State {
        /// What is under way, each kind of work once, the first begun first.
        var texts: [PaceText] = []
        var isShown = false
        /// When the command first said how far it is.
        var since: ContinuousClock.Instant?
        var timer: (any DispatchSourceTimer)?
    }

    private let patience: Duration
    private let columns: @Sendable () -> Int
    private let write: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - patience: what a moment is.
    ///   - columns: of the terminal, at the moment.
    ///   - write: takes text for the terminal.
    init(
        patience: Duration = .milliseconds(500), columns: @escaping @Sendable () -> Int,
        write: @escaping @Sendable (String) -> Void
    ) {
        (self.patience, self.columns, self.write) = (patience, columns, write)
    }

    var pace: Pace { Pace { self.hear(PaceText(work: $0, done: $1, total: $2), at: .now) } }

    func hear(_ text: PaceText, at now: ContinuousClock.Instant) {
        state.withLock { state in
            let place = state.texts.firstIndex { $0.work == text.work }
            if text.done < text.total {
                if let place { state.texts[place] = text } else { state.texts.append(text) }
                let since = state.since ?? now
                state.since = since
                if state.timer == nil { state.timer = timer(in: max(.zero, patience - (now - since))) }
            } else if let place {
                state.texts.remove(at: place)
                if state.texts.isEmpty { end(&state) }
            }
        }
    }

    /// Draws the line, or draws it anew.
    func draw() {
        state.withLock { state in
            guard let text = state.texts.last?.text(columns: columns()), !text.isEmpty else { return }
            write("\r\u{1B}[K\(text)")
            state.isShown = true
        }
    }

    /// Erases the line and writes, with nothing drawn in between; the line comes again unless all is done.
    func giveWay<Result: Sendable>(to write: () throws -> Result) rethrows -> Result {
        try state.withLock { state in
            erase(&state)
            return try write()
        }
    }

    /// What was under way is over, however that ended.
    func end() { state.withLock { end(&$0) } }

    private func end(_ state: inout State) {
        state.timer?.cancel()
        (state.timer, state.texts) = (nil, [])
        erase(&state)
    }

    private func erase(_ state: inout State) {
        if state.isShown { write("\r\u{1B}[K") }
        state.isShown = false
    }

    private func timer(in delay: Duration) -> any DispatchSourceTimer {
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.setEventHandler { [weak self] in self?.draw() }
        let milliseconds = Int(delay / .milliseconds(1))
        timer.schedule(deadline: .now() + .milliseconds(milliseconds), repeating: .milliseconds(100))
        timer.resume()
        return timer
    }
}

// Dispatch sources may be used from any thread, but are not marked `Sendable`.
@preconcurrency import Dispatch
import RecuaCore
import Synchronization

/// For terminals: finished steps scroll up; below them stand the running ones with bytes, rate and time left.
final class LiveRenderer: Renderer {
    private let output: Output
    private let screen: Mutex<LiveScreen>
    private let timer: any DispatchSourceTimer

    /// - Parameter width: of the column of step names.
    init(_ output: Output, width: Int) {
        self.output = output
        screen = Mutex(LiveScreen(style: output.errorStyle, width: width))
        timer = DispatchSource.makeTimerSource(queue: .global())
        timer.setEventHandler { [weak self] in self?.draw() }
        timer.schedule(deadline: .now() + .milliseconds(100), repeating: .milliseconds(100))
        timer.resume()
        output.detour.set { [weak self] text in self?.screen.withLock { $0.say(text) } ?? false }
    }

    func receive(_ event: Event) { screen.withLock { $0.take(event, at: .now) } }

    func finish() {
        timer.cancel()
        output.detour.set(nil)
        let columns = size.columns
        screen.withLock { output.write($0.close(columns: columns)) }
    }

    private func draw() {
        let size = size
        screen.withLock { output.write($0.frame(columns: size.columns, rows: size.rows, at: .now)) }
    }

    private var size: (columns: Int, rows: Int) { output.terminalSize ?? (80, 24) }
}

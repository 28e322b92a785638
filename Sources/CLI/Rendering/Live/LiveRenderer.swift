// Dispatch sources may be used from any thread, but are not marked `Sendable`.
@preconcurrency import Dispatch
import Glibc
import RecuaCore
import Synchronization

/// For terminals: finished steps scroll up; below them stand the running ones with bytes, rate and time left.
final class LiveRenderer: Renderer {
    private let output: Output
    private let screen: Mutex<LiveScreen>
    private let timer: any DispatchSourceTimer
    private let signals: [any DispatchSourceSignal]

    /// - Parameter width: of the column of step names.
    init(_ output: Output, width: Int) {
        self.output = output
        screen = Mutex(LiveScreen(style: output.errorStyle, width: width))
        timer = DispatchSource.makeTimerSource(queue: .global())
        // A terminal of another size is drawn anew at once; after a job was stopped the shell's words stay.
        signals = [SIGWINCH, SIGCONT].map { DispatchSource.makeSignalSource(signal: $0, queue: .global()) }
        timer.setEventHandler { [weak self] in self?.draw() }
        signals[0].setEventHandler { [weak self] in self?.draw() }
        signals[1].setEventHandler { [weak self] in
            ControlEcho.hide()
            self?.screen.withLock { $0.lose() }
        }
        timer.schedule(deadline: .now() + .milliseconds(100), repeating: .milliseconds(100))
        timer.resume()
        for signal in signals { signal.resume() }
        ControlEcho.hide()
        output.detour.set { [weak self] text in self?.screen.withLock { $0.say(text) } ?? false }
    }

    func receive(_ event: Event) { screen.withLock { $0.take(event, at: .now) } }

    func finish() {
        timer.cancel()
        for signal in signals { signal.cancel() }
        output.detour.set(nil)
        let size = size
        screen.withLock { output.write($0.close(columns: size.columns, rows: size.rows)) }
        ControlEcho.restore()
    }

    private func draw() {
        screen.withLock { screen in
            // Measured under the lock: an older size must not be drawn after a newer one.
            let size = size
            if output.manner.isStopping { screen.stop() }
            output.write(screen.frame(columns: size.columns, rows: size.rows, at: .now))
        }
    }

    private var size: (columns: Int, rows: Int) { output.terminalSize ?? (80, 24) }
}

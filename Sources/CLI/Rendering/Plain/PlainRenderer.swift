// Dispatch sources may be used from any thread, but are not marked `Sendable`.
@preconcurrency import Dispatch
import RecuaCore
import Synchronization

/// For pipes, CI and dumb terminals: lines that stay as they are written.
final class PlainRenderer: Renderer {
    private let output: Output
    private let log: Mutex<PlainLog>
    private let timer: any DispatchSourceTimer

    /// - Parameter width: of the column of step names.
    init(_ output: Output, width: Int) {
        self.output = output
        log = Mutex(PlainLog(style: output.errorStyle, width: width))
        timer = DispatchSource.makeTimerSource(queue: .global())
        timer.setEventHandler { [weak self] in self?.tell { $0.beat(at: .now) } }
        timer.schedule(deadline: .now() + .seconds(1), repeating: .seconds(1))
        timer.resume()
    }

    func receive(_ event: Event) { tell { $0.take(event, at: .now) } }

    func finish() { timer.cancel() }

    private func tell(_ lines: (inout PlainLog) -> [String]) {
        log.withLock { log in
            if output.manner.isStopping { log.stop() }
            for line in lines(&log) { output.tell(line) }
        }
    }
}

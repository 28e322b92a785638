import RecuaCore
import Synchronization

/// For pipes, CI and dumb terminals: lines that stay as they are written.
final class PlainRenderer: Renderer {
    private let output: Output
    private let log: Mutex<PlainLog>

    /// - Parameter width: of the column of step names.
    init(_ output: Output, width: Int) {
        self.output = output
        log = Mutex(PlainLog(style: output.errorStyle, width: width))
    }

    func receive(_ event: Event) {
        for line in log.withLock({ $0.take(event, at: .now) }) { output.tell(line) }
    }

    func finish() {}
}

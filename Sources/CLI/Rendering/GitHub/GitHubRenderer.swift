// Dispatch sources may be used from any thread, but are not marked `Sendable`.
@preconcurrency import Dispatch
import RecuaCore
import Synchronization
import SystemPackage

/// For GitHub Actions: steps as groups, warnings as annotations, and a table on the run's page.
final class GitHubRenderer: Renderer {
    private let output: Output
    private let log: Mutex<GitHubLog>
    private let timer: any DispatchSourceTimer
    private let outline = Mutex<RunOutline?>(nil)

    /// - Parameter width: of the column of step names.
    init(_ context: CommandContext, width: Int) {
        output = context.output
        log = Mutex(GitHubLog(width: width))
        timer = DispatchSource.makeTimerSource(queue: .global())
        timer.setEventHandler { [weak self] in self?.tell { $0.beat(at: .now) } }
        timer.schedule(deadline: .now() + .seconds(1), repeating: .seconds(1))
        timer.resume()
    }

    func receive(_ event: Event) {
        tell { $0.take(event, at: .now) }
        switch event {
        case .runStarted(let begun): outline.withLock { $0 = begun }
        case .runFinished(let result): summarize(result)
        default: break
        }
    }

    func finish() { timer.cancel() }

    private func tell(_ lines: (inout GitHubLog) -> [String]) {
        log.withLock { log in
            let lines = lines(&log)
            // Whole groups at once: no other line gets between.
            if !lines.isEmpty { output.write(lines.joined(separator: "\n") + "\n") }
        }
    }

    private func summarize(_ result: RunResult) {
        guard let path = output.manner.github?.summary, let outline = outline.withLock({ $0 }) else { return }
        let text = GitHubSummary.markdown(of: result, command: outline.command)
        do {
            let file = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .append, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            try file.closeAfter { _ = try file.writeAll(Array(text.utf8)) }
        } catch {
            output.report(
                Diagnostic(
                    "github.summary", "the summary cannot be written to `\(path)`", severity: .warning, cause: error))
        }
    }
}

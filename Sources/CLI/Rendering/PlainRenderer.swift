import RecuaCore

/// For pipes and CI: a line a step when it ends, and a sign of life every 30 seconds from a step that transfers.
struct PlainRenderer: Renderer {
    private let output: Output

    init(_ output: Output) { self.output = output }

    func receive(_ event: Event) {
        switch event {
        case .stepFinished(let name, let result):
            if let line = StepText.line(name, result, width: 24, output.errorStyle) { output.tell(line) }
        case .stepLog(let name, let level, let message) where level == .warning || level == .error:
            output.tell("\(level.rawValue): \(name): \(message)")
        case .runStarted, .stepStarted, .stepProgress, .stepLog, .runFinished: break
        }
    }

    func finish() {}
}

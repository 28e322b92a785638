import RecuaCore

/// Shows a long piece of work that is no step of a run, in the manner of steps.
struct WorkView {
    private let name: Event.StepName
    private let phase: String
    private let view: any Renderer

    /// - Parameter name: the stack and what is done for it.
    init(_ name: Event.StepName, phase: String, on output: Output) {
        self.name = name
        self.phase = phase
        let width = DisplayText.width("\(name)")
        if output.manner.lines != nil {
            // What is no run has no events.
            view = QuietRenderer()
        } else {
            view = output.isLive ? LiveRenderer(output, width: width) : PlainRenderer(output, width: width)
        }
        view.receive(.stepStarted(name, reasons: []))
    }

    /// In bytes.
    func progress(done: Int64, total: Int64) {
        view.receive(.stepProgress(name, phase: phase, done: done, total: total, unit: .bytes))
    }

    /// Takes the view away, so that results stand in its place.
    func finish() { view.finish() }
}

import RecuaCore

/// Says nothing while the run lasts; what failed is told at its end all the same.
struct QuietRenderer: Renderer {
    func receive(_ event: Event) {}
    func finish() {}
}

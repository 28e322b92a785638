import RecuaCore

/// For programs that read standard error: a JSON object a line.
struct JSONRenderer: Renderer {
    let lines: EventLines

    func receive(_ event: Event) { lines.receive(event) }
    func finish() {}
}

/// One event of an event stream.
struct ServerSentEvent: Hashable {
    /// Nil for the ordinary `message`.
    var name: String?
    /// The data lines, joined by newlines.
    var data: String
}

/// Takes an event stream apart as its bytes come, in any pieces (HTML Living Standard, 9.2.6).
///
/// Lines end in LF, CR or CRLF; comments are skipped; an event that no empty line has ended is not one. Beyond the
/// standard, a line `error: …`, as older llama.cpp servers write it, is an event named `error`.
struct ServerSentEventParser {
    private var line: [UInt8] = []
    private var name: String?
    private var data: [String] = []
    private var isAfterCarriageReturn = false
    private var isAtStart = true

    /// The events that `bytes` complete.
    mutating func take(_ bytes: some Sequence<UInt8>) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            defer { isAfterCarriageReturn = byte == UInt8(ascii: "\r") }
            switch byte {
            case UInt8(ascii: "\n") where isAfterCarriageReturn: continue
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): if let event = endLine() { events.append(event) }
            default: line.append(byte)
            }
        }
        return events
    }

    /// True when bytes came that belong to no finished event.
    var isInsideEvent: Bool { !line.isEmpty || !data.isEmpty }

    private mutating func endLine() -> ServerSentEvent? {
        var text = String(decoding: line, as: UTF8.self)
        line.removeAll(keepingCapacity: true)
        if isAtStart, text.hasPrefix("\u{FEFF}") { text.removeFirst() }
        isAtStart = false
        guard !text.isEmpty else { return endEvent() }
        takeField(text)
        return nil
    }

    private mutating func takeField(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        var value = parts.count > 1 ? parts[1] : ""
        if value.first == " " { value.removeFirst() }
        switch parts[0] {
        case "data": data.append(String(value))
        case "event": name = String(value)
        case "error":
            name = "error"
            data.append(String(value))
        default: break
        }
    }

    private mutating func endEvent() -> ServerSentEvent? {
        defer {
            name = nil
            data = []
        }
        return data.isEmpty ? nil : ServerSentEvent(name: name, data: data.joined(separator: "\n"))
    }
}

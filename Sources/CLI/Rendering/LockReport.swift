import RecuaCore

/// What `recua lock` did, or would do, to the lock file.
struct LockReport {
    enum State: String {
        case kept, added, changed, dropped
        /// Without a pin: it could not be told what it stands for, or nobody has asked.
        case open
    }

    struct Line {
        var text: String
        var before: Pin?
        var after: Pin?
        var state: State
    }

    let lines: [Line]
    /// False when nobody has asked what open sources stand for.
    private let isAsked: Bool

    /// - Parameter after: the file as it is, or would be, afterwards.
    init(_ update: LockUpdate, _ after: LockFile, isAsked: Bool = true) {
        self.isAsked = isAsked
        let asked = Set(update.questions.map(\.text))
        let texts = Set(update.before.pins.keys).union(after.pins.keys).union(asked).sorted()
        lines = texts.map { text in
            let (old, new) = (update.before.pins[text], after.pins[text])
            return Line(text: text, before: old, after: new, state: Self.state(old, new))
        }
    }

    private static func state(_ before: Pin?, _ after: Pin?) -> State {
        switch (before, after) {
        case (nil, nil): .open
        case (nil, _?): .added
        case (_?, nil): .dropped
        case (let before?, let after?): before == after ? .kept : .changed
        }
    }

    func count(_ state: State) -> Int { lines.count { $0.state == state } }

    /// A line for each source whose entry is not what it was, or that has none.
    func table(_ style: TextStyle) -> String {
        var table = Table()
        for line in lines where line.state != .kept {
            table.add([
                .init(SourceName.shown(line.text)), .init(Self.text(line.before, or: "open")), "→",
                .init(Self.text(line.after, or: nothing(line.state)), Self.color(line.state)),
            ])
        }
        return table.text(style)
    }

    private func nothing(_ state: State) -> String {
        state == .dropped ? "dropped" : isAsked ? "open" : "to be locked"
    }

    /// `1 added, 2 changed`; empty when nothing is.
    var summary: String {
        let counts = [State.added, .changed, .dropped].map { ($0, count($0)) }.filter { $0.1 > 0 }
        return counts.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
    }

    var json: JSON {
        .array(
            lines.map { line in
                [
                    "source": .string(SourceName.shown(line.text)), "state": .string(line.state.rawValue),
                    "before": line.before?.json ?? .null, "after": line.after?.json ?? .null,
                ]
            })
    }

    private static func text(_ pin: Pin?, or nothing: String) -> String {
        pin.map { "\($0.sha256.short) \(Quantity.bytes($0.size))" } ?? nothing
    }

    private static func color(_ state: State) -> TextStyle.Color? {
        switch state {
        case .added, .changed: .green
        case .open, .dropped: .yellow
        case .kept: nil
        }
    }
}

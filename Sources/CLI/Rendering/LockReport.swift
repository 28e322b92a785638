import RecuaCore

/// What `recua lock` did, or would do, to the lock file.
struct LockReport {
    enum State: String {
        case kept, added, changed, dropped
        /// Without a pin: it could not be told what it stands for, or nobody has asked.
        case open
    }

    enum Kind: String {
        case source, plugin
    }

    struct Line {
        var kind = Kind.source
        var text: String
        var before: Entry?
        var after: Entry?
        var state: State
    }

    /// What is shown of a pin.
    struct Entry: Hashable {
        var sha256: Digest
        /// In bytes; nil for a plugin that is made of several files.
        var size: Int64?
        var json: JSON

        init(_ pin: Pin) { (sha256, size, json) = (pin.sha256, pin.size, pin.json) }
        init(_ pin: PluginPin) { (sha256, size, json) = (pin.sha256, pin.size, pin.json) }

        var text: String { sha256.short + (size.map { " \(Quantity.bytes($0))" } ?? "") }
    }

    let lines: [Line]
    /// False when nobody has asked what open sources stand for.
    private let isAsked: Bool

    /// - Parameters:
    ///   - after: the file as it is, or would be, afterwards.
    ///   - openPlugins: names of plugins that have no pin.
    init(_ update: LockUpdate, _ after: LockFile, isAsked: Bool = true, openPlugins: [String] = []) {
        self.isAsked = isAsked
        let asked = Set(update.questions.map(\.text))
        let texts = Set(update.before.pins.keys).union(after.pins.keys).union(asked).sorted()
        let names = Set(update.before.plugins.keys).union(after.plugins.keys).union(openPlugins).sorted()
        lines =
            texts.map { text in
                Self.line(.source, text, update.before.pins[text].map(Entry.init), after.pins[text].map(Entry.init))
            }
            + names.map { name in
                Self.line(
                    .plugin, name, update.before.plugins[name].map(Entry.init), after.plugins[name].map(Entry.init))
            }
    }

    private static func line(_ kind: Kind, _ text: String, _ before: Entry?, _ after: Entry?) -> Line {
        Line(kind: kind, text: text, before: before, after: after, state: state(before, after))
    }

    private static func state(_ before: Entry?, _ after: Entry?) -> State {
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
                .init(Self.name(line)), .init(Self.text(line.before, or: "open")), "→",
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

    func json(of kind: Kind) -> JSON {
        .array(
            lines.filter { $0.kind == kind }.map { line in
                [
                    kind.rawValue: .string(SourceName.shown(line.text)), "state": .string(line.state.rawValue),
                    "before": line.before?.json ?? .null, "after": line.after?.json ?? .null,
                ]
            })
    }

    private static func name(_ line: Line) -> String {
        line.kind == .plugin ? "plugin \(line.text)" : SourceName.shown(line.text)
    }

    private static func text(_ entry: Entry?, or nothing: String) -> String { entry?.text ?? nothing }

    private static func color(_ state: State) -> TextStyle.Color? {
        switch state {
        case .added, .changed: .green
        case .open, .dropped: .yellow
        case .kept: nil
        }
    }
}

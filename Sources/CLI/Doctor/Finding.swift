import RecuaCore

/// What `recua doctor` found out about one thing.
struct Finding: Sendable {
    enum State: String {
        case good
        /// Not there, and not needed by every target.
        case absent
        case broken
    }

    var name: String
    var state: State
    /// What was found, or what is wrong.
    var detail: String
    /// What to type.
    var help: String?

    var json: JSON {
        [
            "name": .string(name), "state": .string(state.rawValue), "detail": .string(detail),
            "help": help.map { .string($0) } ?? .null,
        ]
    }

    static func table(_ findings: [Finding], _ style: TextStyle) -> String {
        var table = Table()
        for finding in findings {
            let text = finding.detail + (finding.help.map { "; \($0)" } ?? "")
            table.add([finding.state.mark, .init(finding.name, .bold), .init(DisplayText.line(text))])
        }
        return table.text(style)
    }
}

extension Finding.State {
    fileprivate var mark: Table.Cell {
        switch self {
        case .good: .init("✓", .green)
        case .absent: .init("–", .yellow)
        case .broken: .init("✗", .red)
        }
    }
}

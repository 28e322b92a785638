import RecuaCore

/// How far a command is before anything runs, in a line: `Checking 412 of 1000 stacks`.
struct PaceText: Hashable {
    var work: Pace.Work
    var done: Int
    var total: Int

    /// - Parameter columns: of the terminal; the last stays free, so that no terminal begins another line.
    func text(columns: Int) -> String {
        let count = "\(done) of \(Quantity.count(total, noun))"
        let texts = ["\(verb) \(count)", count, "\(done)/\(total)"]
        return texts.first { DisplayText.width($0) < columns } ?? ""
    }

    private var verb: String {
        switch work {
        case .checking: "Checking"
        case .planning: "Planning"
        case .looking: "Looking at"
        }
    }

    private var noun: String {
        switch work {
        case .checking, .planning: "stack"
        case .looking: "artifact"
        }
    }
}

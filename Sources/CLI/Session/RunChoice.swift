import ArgumentParser
import RecuaCore

/// A run by its number, or the last one. Names of stacks begin with a letter, so that a number is never one.
enum RunChoice: Hashable, ExpressibleByArgument {
    case number(Int64)
    case last

    /// - Returns: nil for text that is no number.
    init?(number text: String) {
        guard let number = Int64(text), number > 0 else { return nil }
        self = .number(number)
    }

    init?(argument: String) {
        if argument == "last" { self = .last } else { self.init(number: argument) }
    }

    /// The run's number.
    ///
    /// - Throws: ``Diagnostic`` `usage.no-run` when nothing was run yet.
    func number(in ledger: Ledger?) throws -> Int64 {
        switch self {
        case .number(let number): return number
        case .last:
            guard let last = try ledger?.lastRun() else { throw Self.nothing }
            return last
        }
    }

    /// Where no run is on record.
    var absence: Diagnostic {
        if case .number(let number) = self { Self.unknown(number) } else { Self.nothing }
    }

    static let nothing = Diagnostic("usage.no-run", "nothing was run yet", help: "`recua up` runs everything")

    static func unknown(_ number: Int64) -> Diagnostic {
        Diagnostic("usage.no-run", "no run \(number) is on record", help: "`recua history` lists the runs")
    }
}

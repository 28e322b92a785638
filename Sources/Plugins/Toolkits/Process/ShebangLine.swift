/// The first line of a script: which interpreter it asks for.
struct ShebangLine {
    /// What runs the script, a path or a name that `PATH` leads to; nil where `env` is told more than this understands.
    let program: String?
    /// The line as it would be understood, where `env` takes several words for one name.
    let split: String?

    /// - Parameter line: what follows `#!`, without blanks around it.
    init(_ line: String) {
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let first = line.prefix { !blank($0) }
        // All that follows is one argument.
        let rest = line[first.endIndex...].drop(while: blank)
        guard first.split(separator: "/").last == "env", !rest.isEmpty else {
            (program, split) = (first.isEmpty ? nil : String(first), nil)
            return
        }
        let words = rest.split(whereSeparator: blank).map(String.init)
        if words[0] == "-S" {
            program = words.dropFirst().first { !$0.contains("=") }.flatMap { $0.hasPrefix("-") ? nil : $0 }
            split = nil
        } else if words[0].hasPrefix("-") || words[0].contains("=") {
            (program, split) = (nil, nil)
        } else {
            program = String(rest)
            split = words.count > 1 ? "\(first) -S \(rest)" : nil
        }
    }
}

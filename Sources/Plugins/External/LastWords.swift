/// The newest lines of a program's standard error, for the day it crashes.
struct LastWords {
    private var lines: [String] = []

    mutating func add(_ line: String) {
        lines.append(line)
        if lines.count > 100 { lines.removeFirst(50) }
    }

    func last(_ count: Int) -> [String] { Array(lines.suffix(count)) }
}

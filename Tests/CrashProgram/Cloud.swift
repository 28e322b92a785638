import Glibc
import RecuaCore

/// A cloud that never forgets: each effect is a line of a file, `create NAME TOKEN` or `remove NAME`, which outlives
/// whoever made it.
///
/// It does what it is told, twice if it is told twice.
struct Cloud: Sendable {
    private let lines: Lines

    init(path: String) { lines = Lines(path: path) }

    func create(_ name: String, token: String) { lines.append("create \(name) \(token)") }

    func remove(_ name: String) { lines.append("remove \(name)") }

    /// The token of what is there by this name.
    func token(of name: String) -> String? {
        lines.all.reduce(nil as String?) { token, line in
            let words = line.split(separator: " ").map(String.init)
            guard words.count > 1, words[1] == name else { return token }
            return words[0] == "create" ? words.last : nil
        }
    }
}

/// A file to which lines are added, each in one write: it is there as a whole or not at all.
struct Lines: Sendable {
    let path: String

    var all: [String] { ((try? Files.readText(path)) ?? "").split(separator: "\n").map(String.init) }

    func append(_ line: String) {
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        defer { close(file) }
        let text = "\(line)\n"
        precondition(write(file, text, text.utf8.count) == text.utf8.count, "the cloud is full")
    }
}

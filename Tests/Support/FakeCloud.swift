internal import RecuaCore
internal import Synchronization
internal import SystemPackage

/// A cloud that never forgets: every effect is a line in a file, which outlives whoever made it.
public final class FakeCloud: Sendable {
    private let path: String
    private let turn = Mutex(())

    public init(path: String) { self.path = path }

    /// `create NAME TOKEN` and `remove NAME`, oldest first.
    public var history: [String] {
        ((try? Files.readText(path)) ?? "").split(separator: "\n").map(String.init)
    }

    public func create(_ name: String, token: String) throws { try append("create \(name) \(token)") }

    public func remove(_ name: String) throws {
        if token(of: name) != nil { try append("remove \(name)") }
    }

    /// The token that `name` was made with; nil when there is no such thing.
    public func token(of name: String) -> String? {
        history.reduce(nil as String?) { token, line in
            let words = line.split(separator: " ").map(String.init)
            guard words.count > 1, words[1] == name else { return token }
            return words[0] == "create" ? words.last : nil
        }
    }

    private func append(_ line: String) throws {
        try turn.withLock { _ in
            let file = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .append, .closeOnExec], permissions: [.ownerReadWrite]
            )
            try file.closeAfter { _ = try file.writeAll(Array("\(line)\n".utf8)) }
        }
    }
}

/// The part of a URL between `://` and the path: `user:password@host:port`.
struct Authority {
    var credentials: String?
    /// Lower case, without brackets; not empty.
    var host: String
    var port: Int?

    init?(_ text: Substring) {
        var rest = text
        if let at = rest.lastIndex(of: "@") {
            credentials = String(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        if rest.first == "[" {
            guard let close = rest.firstIndex(of: "]") else { return nil }
            host = rest[..<close].dropFirst().lowercased()
            rest = rest[rest.index(after: close)...]
            guard rest.isEmpty || rest.first == ":" else { return nil }
        } else {
            let name = rest.prefix { $0 != ":" }
            host = name.lowercased()
            rest = rest[name.endIndex...]
        }
        guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || "/\\\"'<>`{}|^@".contains($0) }) else {
            return nil
        }
        if let digits = rest.isEmpty ? nil : rest.dropFirst(), !digits.isEmpty {
            guard let port = Int(digits), (1...65535).contains(port) else { return nil }
            self.port = port
        }
    }
}

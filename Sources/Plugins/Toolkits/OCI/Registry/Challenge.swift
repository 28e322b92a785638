/// What a registry wants to see before it answers: the `WWW-Authenticate` header (RFC 9110, section 11.6.1).
struct Challenge: Sendable, Hashable {
    enum Scheme: Sendable, Hashable { case basic, bearer }

    var scheme: Scheme
    /// Names in lower case.
    var parameters: [String: String]

    /// - Returns: nil for a scheme other than Basic and Bearer.
    init?(_ header: String) {
        let parts = header.split(separator: " ", maxSplits: 1)
        switch parts.first?.lowercased() {
        case "bearer": scheme = .bearer
        case "basic": scheme = .basic
        default: return nil
        }
        parameters = [:]
        var rest = parts.count > 1 ? parts[1] : ""
        while let equals = rest.firstIndex(of: "=") {
            let name = rest[..<equals].filter { $0 != "," && $0 != " " }.lowercased()
            rest = rest[rest.index(after: equals)...]
            let isQuoted = rest.first == "\""
            if isQuoted { rest = rest.dropFirst() }
            let value = rest.prefix { isQuoted ? $0 != "\"" : $0 != "," }
            parameters[name] = String(value)
            rest = rest[value.endIndex...].dropFirst()
        }
    }

    /// The one to answer of several: a token is better than a password on every request.
    static func best(of headers: [String]) -> Challenge? {
        let all = headers.compactMap { Challenge($0) }
        return all.first { $0.scheme == .bearer } ?? all.first
    }
}

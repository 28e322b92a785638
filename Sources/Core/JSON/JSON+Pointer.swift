extension JSON {
    /// The value at a JSON pointer (RFC 6901); nil where it leads nowhere.
    package func value(at pointer: String) -> JSON? {
        Self.keys(of: pointer).reduce(self as JSON?) { value, key in value?[key] ?? Int(key).flatMap { value?[$0] } }
    }

    /// The names and numbers that a JSON pointer leads through.
    package static func keys(of pointer: String) -> [String] {
        pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }
}

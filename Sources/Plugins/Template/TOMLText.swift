import RecuaCore

/// TOML tables of plain values.
enum TOMLText {
    enum Value: ExpressibleByStringLiteral {
        case string(String)
        case boolean(Bool)
        case number(Double)
        case list([String])

        init(stringLiteral value: String) { self = .string(value) }
    }

    /// - Parameter tables: in order; the first without a name holds the top-level keys.
    static func render(_ tables: [(name: String?, values: [(String, Value)])]) -> String {
        tables.map { table in
            let head = table.name.map { ["[\($0)]"] } ?? []
            return (head + table.values.map { "\($0) = \(text($1))" }).joined(separator: "\n")
        }.joined(separator: "\n\n") + "\n"
    }

    private static func text(_ value: Value) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .boolean(let flag): flag ? "true" : "false"
        case .number(let number): "\(number)"
        case .list(let items): "[" + items.map(quoted).joined(separator: ", ") + "]"
        }
    }

    /// A basic string: its escapes are JSON's, and DEL must be escaped as well.
    private static func quoted(_ text: String) -> String {
        JSON.string(text).text().replacing("\u{7F}", with: "\\u007F")
    }
}

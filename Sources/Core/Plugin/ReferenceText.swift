/// The pieces of a string with references. `$${` stands for a literal `${`.
enum ReferenceText {
    enum Piece: Hashable {
        case text(String)
        case environment(String)
        case file(String)

        var isReference: Bool { if case .text = self { false } else { true } }
    }

    static func pieces(of text: String) throws -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "${") {
            if open.lowerBound > rest.startIndex, rest[rest.index(before: open.lowerBound)] == "$" {
                pieces.append(.text(String(rest[..<open.lowerBound].dropLast()) + "${"))
                rest = rest[open.upperBound...]
                continue
            }
            if open.lowerBound > rest.startIndex { pieces.append(.text(String(rest[..<open.lowerBound]))) }
            guard let close = rest[open.upperBound...].firstIndex(of: "}") else {
                throw Diagnostic(
                    "secret.syntax", "`${` without its closing `}`", help: "write `$${` for a literal `${`")
            }
            let body = rest[open.upperBound..<close]
            let parts = body.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            switch parts.first {
            case "env" where parts.count == 2 && !parts[1].isEmpty: pieces.append(.environment(String(parts[1])))
            case "file" where parts.count == 2 && !parts[1].isEmpty: pieces.append(.file(String(parts[1])))
            default:
                throw Diagnostic(
                    "secret.syntax", "`${\(body)}` is not a known reference",
                    help: "write `${env:NAME}` or `${file:path}`; `$${` stands for a literal `${`"
                )
            }
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty || pieces.isEmpty { pieces.append(.text(String(rest))) }
        return pieces
    }
}

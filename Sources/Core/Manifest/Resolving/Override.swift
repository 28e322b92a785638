/// One `--set path=value`, as a layer over the stacks.
struct Override {
    /// The one stack it is for; nil for all.
    var stack: (name: String, place: Place)?
    /// A mapping that holds the value at its path.
    var layer: Node

    /// - Parameter text: `server.context=8192`, or `stacks.chat.server.context=8192` for one stack. The value is YAML.
    /// - Throws: ``Diagnostics`` with places in the pseudo-file `--set`.
    init(_ text: String) throws {
        let source = try SourceText(name: "--set", text: text)
        let whole = source.place(0, text.unicodeScalars.count)
        let example = "write `--set server.context=8192`"
        guard let equals = text.firstIndex(of: "=") else {
            throw Diagnostic("manifest.override", "expected `path=value`", at: whole, help: example)
        }
        let path = text[..<equals]
        let keys = Self.keys(of: path, in: source)
        guard !keys.contains(where: \.name.isEmpty) else {
            throw Diagnostic("manifest.override", "the path before `=` has an empty part", at: whole, help: example)
        }
        let (value, diagnostics) = try Self.value(of: text, after: path.unicodeScalars.count + 1, in: source)
        guard let value, diagnostics.isEmpty else { throw Diagnostics(diagnostics) }
        if let first = keys.first, first.name == "stacks" {
            guard keys.count > 1 else {
                throw Diagnostic("manifest.override", "expected `stacks.NAME.path=value`", at: first.place)
            }
            stack = keys[1]
            layer = Self.nest(value, below: keys.dropFirst(2))
        } else {
            layer = Self.nest(value, below: keys[...])
        }
    }

    private static func keys(of path: Substring, in source: SourceText) -> [(name: String, place: Place)] {
        var start = 0
        return path.split(separator: ".", omittingEmptySubsequences: false).map { part in
            let count = part.unicodeScalars.count
            defer { start += count + 1 }
            return (String(part), source.place(start, start + count))
        }
    }

    private static func value(
        of text: String, after skipped: Int, in source: SourceText
    ) throws -> (node: Node?, diagnostics: [Diagnostic]) {
        guard text.unicodeScalars.dropFirst(skipped).contains(where: { !$0.properties.isWhitespace }) else {
            throw Diagnostic(
                "manifest.override", "expected a value after `=`", at: source.place(skipped, skipped),
                help: #"write `""` for an empty text"#
            )
        }
        return YAMLComposer.compose(source, skipping: skipped)
    }

    private static func nest(_ value: Node, below keys: ArraySlice<(name: String, place: Place)>) -> Node {
        keys.reversed().reduce(value) { value, key in
            Node(.object([Node.Member(key: key.name, keyPlace: key.place, value: value)]), at: value.place)
        }
    }
}

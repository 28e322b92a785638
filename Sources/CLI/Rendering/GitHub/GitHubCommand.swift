import RecuaCore

/// A line that the runner of GitHub Actions obeys: `::error file=a.yaml,line=7::text`.
///
/// The escapes are those of the runner's own toolkit: of a value `%`, CR and LF; of a property `:` and `,` too.
enum GitHubCommand {
    static func line(_ name: String, _ properties: KeyValuePairs<String, String> = [:], _ value: String = "") -> String
    {
        let list = properties.map { "\($0.key)=\(property($0.value))" }.joined(separator: ",")
        return "::\(name)\(list.isEmpty ? "" : " \(list)")::\(data(value))"
    }

    /// Marks the place of a diagnostic, or tells it without one.
    static func annotation(_ diagnostic: Diagnostic, _ places: GitHubPlaces) -> String {
        let parts = [diagnostic.message, diagnostic.cause.map { "because: \($0)" }, diagnostic.help]
        let text = parts.compactMap { $0 }.joined(separator: "\n")
        let name =
            switch diagnostic.severity {
            case .error: "error"
            case .warning: "warning"
            case .note: "notice"
            }
        guard let place = diagnostic.place else { return line(name, ["title": diagnostic.code], text) }
        let path = Files.resolve(place.file, in: places.workingFolder)
        // `--set` and other texts have places too, but no file.
        guard Files.exists(path) else { return line(name, ["title": diagnostic.code], "\(place): \(text)") }
        // The runner takes columns only where the mark ends in the line it begins in.
        let end =
            place.end.line == place.start.line ? max(place.start.column, place.end.column - 1) : place.start.column
        return line(
            name,
            [
                "file": places.inRepository(path), "line": String(place.start.line),
                "col": String(place.start.column), "endColumn": String(end), "title": diagnostic.code,
            ], text)
    }

    private static func data(_ text: String) -> String {
        String(text.unicodeScalars.flatMap { escaped($0, among: ["%", "\r", "\n"]) }.map(Character.init))
    }

    private static func property(_ text: String) -> String {
        String(text.unicodeScalars.flatMap { escaped($0, among: ["%", "\r", "\n", ":", ","]) }.map(Character.init))
    }

    private static func escaped(_ scalar: Unicode.Scalar, among special: Set<Unicode.Scalar>) -> [Unicode.Scalar] {
        guard special.contains(scalar) else { return [scalar] }
        let hex = String(scalar.value, radix: 16, uppercase: true)
        return Array("%\(hex.count == 1 ? "0" : "")\(hex)".unicodeScalars)
    }
}

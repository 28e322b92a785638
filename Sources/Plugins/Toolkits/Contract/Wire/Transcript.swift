public import RecuaCore

/// A conversation that was written down by `RECUA_PLUGIN_TRACE`, a JSON object a line.
public struct Transcript: Sendable, Hashable {
    /// One line of the file: a message, or what is none.
    public struct Line: Sendable, Hashable {
        /// Recua, the program, or the program's standard error.
        public enum Speaker: String, Sendable, Hashable { case host, plugin, log }

        /// Who said it.
        public var from: Speaker
        /// The plugin's name.
        public var plugin: String
        /// Which start of a program, counted over all plugins.
        public var life: Int64
        /// Nil for what is no message.
        public var message: JSON?
        /// Nil for a message.
        public var text: String?
    }

    /// In the order in which they were written down.
    public var lines: [Line]

    /// - Throws: `Diagnostic` `usage.trace` that names the line, or `file.read`.
    public init(file path: String) throws {
        let texts = try Files.readText(path).split(separator: "\n")
        lines = try texts.enumerated().map { number, text in
            guard let json = try? JSON(parsing: String(text)), let line = Line(json) else {
                throw Diagnostic(
                    "usage.trace", "line \(number + 1) of `\(path)` is no line of a trace",
                    help: "record one: RECUA_PLUGIN_TRACE=FILE recua up")
            }
            return line
        }
    }

    /// The lives of a plugin, in their order; of every plugin when none is named.
    public func lives(of plugin: String? = nil) -> [[Line]] {
        let chosen = lines.filter { plugin == nil || $0.plugin == plugin }
        return Dictionary(grouping: chosen, by: \.life).sorted { $0.key < $1.key }.map(\.value)
    }
}

extension Transcript.Line {
    init?(_ json: JSON) {
        guard let from = json["from"]?.string.flatMap(Speaker.init(rawValue:)), let plugin = json["plugin"]?.string,
            let life = json["life"]?.integer
        else { return nil }
        self.init(from: from, plugin: plugin, life: life, message: json["message"], text: json["text"]?.string)
    }
}

extension Transcript.Line: CustomStringConvertible {
    /// As one life of a program is told in a check.
    public var description: String { WireRecord.line(from.rawValue, Array((message?.text() ?? text ?? "").utf8)) }
}

import RecuaCore
import RecuaRPC

/// What a program answers to `initialize`.
struct ProgramDescription {
    let descriptor: PluginDescriptor
    /// How many requests it can serve at once.
    let concurrency: Int
    /// The optional methods that it serves.
    let methods: Set<String>
    /// True when it may reach the network.
    let hasNetwork: Bool
    let timeouts: Timeouts

    /// What it asks for, when that is not the usual.
    struct Timeouts: Hashable {
        var idle: Duration?
        var run: Duration?
    }

    /// - Parameters:
    ///   - answer: the result of `initialize`.
    ///   - name: the name under which the manifest declares the program.
    /// - Throws: ``Diagnostic`` `plugin.description` that names what is missing or wrong, or `plugin.protocol-version`.
    init(_ answer: JSON, name: String, program: Digest) throws {
        let reader = Reader(answer: answer, name: name)
        try reader.checkVersion()
        try reader.checkName()
        let isEffect = answer["effect"]?.bool ?? false
        hasNetwork = answer["network"]?.bool ?? false
        descriptor = PluginDescriptor(
            name: name,
            version: try reader.version(),
            summary: PlainText.line(Array((answer["plugin"]?["summary"]?.string ?? "").utf8)),
            sections: try reader.sections(),
            reads: try reader.texts("reads"),
            hints: try reader.texts("hints"),
            needs: try reader.texts("needs").map { try reader.kind($0, "needs") },
            takesFailed: try reader.takesFailed(),
            provides: try reader.kind(reader.text("provides", in: answer), "provides"),
            work: isEffect ? .effect : hasNetwork ? .network : .compute,
            // It is told the machine's processor, so that counts for it.
            facts: (try reader.facts() ?? (isEffect ? [.name, .project, .target] : [])).union([.machine]),
            isAlways: answer["always"]?.bool ?? false,
            isObserved: answer["observed"]?.bool ?? false,
            environment: try reader.variables("environment"),
            fingerprintedEnvironment: try reader.variables("fingerprintedEnvironment"),
            program: program
        )
        methods = Set(try answer["methods"].map { _ in try reader.texts("methods") } ?? Conversation.usualMethods)
        timeouts = Timeouts(idle: try reader.seconds("idle"), run: try reader.seconds("run"))
        concurrency = Int(min(max(answer["concurrency"]?.integer ?? 1, 1), 256))
    }

    /// Reads members of the answer, or says which one is wrong.
    private struct Reader {
        let answer: JSON
        let name: String

        func checkVersion() throws {
            guard let version = answer["protocolVersion"]?.integer else { throw wrong("`protocolVersion` is missing") }
            guard Conversation.versions.contains(version) else {
                let own = Conversation.versions.map(String.init).joined(separator: " and ")
                throw Diagnostic(
                    "plugin.protocol-version",
                    "plugin `\(name)` speaks version \(version) of the plugin protocol, and this recua speaks version \(own)",
                    help: "install a recua that speaks it, or a version of the plugin that speaks version \(own)"
                )
            }
        }

        func checkName() throws {
            let own = try text("name", in: answer["plugin"])
            guard own == name else {
                throw Diagnostic(
                    "plugin.name", "the program declared as `\(name)` calls itself `\(own)`",
                    help: "declare it under its own name: plugins: { \(own): … }"
                )
            }
        }

        /// It stands in messages, tables and fingerprints.
        func version() throws -> String {
            let version = try text("version", in: answer["plugin"])
            guard version.utf8.count <= 100, version == PlainText.line(Array(version.utf8)) else {
                throw wrong("`version` is not one short line")
            }
            return version
        }

        func kind(_ name: String, _ key: String) throws -> ArtifactKind {
            guard Self.isName(name) else {
                throw wrong("`\(PlainText.line(Array(name.utf8)))` in `\(key)` cannot name a kind of artifact")
            }
            return ArtifactKind(rawValue: name)
        }

        /// A letter, then letters, digits, `-`, `_` and `.`.
        private static func isName(_ text: String) -> Bool {
            func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
            guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 64 else { return false }
            return text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || [45, 46, 95].contains($0) }
        }

        func sections() throws -> [PluginDescriptor.Section] {
            guard let sections = answer["sections"]?.object else { throw wrong("`sections` is no object") }
            return try sections.sorted { $0.key < $1.key }.map { section, schema in
                guard Self.isName(section), !section.contains(".") else {
                    throw wrong("`\(PlainText.line(Array(section.utf8)))` cannot name a section")
                }
                do {
                    return PluginDescriptor.Section(section, try Schema(jsonSchema: schema))
                } catch {
                    throw wrong("the schema of its section `\(section)` cannot be used", cause: error)
                }
            }
        }

        func takesFailed() throws -> Set<ArtifactKind> {
            let (needs, kinds) = (try texts("needs"), try texts("takesFailed"))
            if let stray = kinds.first(where: { !needs.contains($0) }) {
                throw wrong("`\(stray)` in `takesFailed` is not among its `needs`")
            }
            return Set(kinds.map(ArtifactKind.init(rawValue:)))
        }

        func facts() throws -> Set<PluginDescriptor.Fact>? {
            guard answer["facts"] != nil else { return nil }
            return Set(
                try texts("facts").map { text in
                    guard let fact = PluginDescriptor.Fact(rawValue: text) else {
                        throw wrong("`\(text)` in `facts` is unknown")
                    }
                    return fact
                })
        }

        /// A lone `*` would hand over the whole environment, other programs' secrets included.
        func variables(_ key: String) throws -> [String] {
            let names = try texts(key)
            guard !names.contains("*") else { throw wrong("`*` in `\(key)` has no prefix before it") }
            return names
        }

        /// A time limit; none that is not written.
        func seconds(_ key: String) throws -> Duration? {
            guard let value = answer["timeouts"]?[key], !value.isNull else { return nil }
            guard let seconds = value.number, seconds >= 1, seconds <= 31_536_000 else {
                throw wrong("`\(key)` in `timeouts` is no number of seconds from 1 to a year")
            }
            return .milliseconds(Int64(seconds * 1000))
        }

        func text(_ key: String, in object: JSON?) throws -> String {
            guard let text = object?[key]?.string, !text.isEmpty else { throw wrong("`\(key)` is missing") }
            return text
        }

        func texts(_ key: String) throws -> [String] {
            guard let value = answer[key], !value.isNull else { return [] }
            guard let items = value.array, items.allSatisfy({ $0.string != nil }) else {
                throw wrong("`\(key)` is no list of strings")
            }
            return items.compactMap(\.string)
        }

        func wrong(_ what: String, cause: (any Error)? = nil) -> Diagnostic {
            Diagnostic(
                "plugin.description", "plugin `\(name)` does not describe itself as it should: \(what)",
                help: "this is a mistake in the plugin; see `initialize` in docs/plugin-protocol.md", cause: cause
            )
        }
    }
}

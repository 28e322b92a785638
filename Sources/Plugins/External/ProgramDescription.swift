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
            version: try reader.text("version", in: answer["plugin"]),
            summary: answer["plugin"]?["summary"]?.string ?? "",
            sections: try reader.sections(),
            reads: try reader.texts("reads"),
            hints: try reader.texts("hints"),
            needs: try reader.texts("needs").map(ArtifactKind.init(rawValue:)),
            takesFailed: try reader.takesFailed(),
            provides: ArtifactKind(rawValue: try reader.text("provides", in: answer)),
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

        func sections() throws -> [PluginDescriptor.Section] {
            guard let sections = answer["sections"]?.object else { throw wrong("`sections` is no object") }
            return try sections.sorted { $0.key < $1.key }.map { section, schema in
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

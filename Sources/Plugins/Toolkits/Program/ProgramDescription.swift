import RecuaCore
import RecuaRPC

/// What a program says of itself: the answer to `initialize`.
struct ProgramDescription {
    private let descriptor: PluginDescriptor
    private let concurrency: Int

    init(_ descriptor: PluginDescriptor, _ concurrency: Int) {
        self.descriptor = descriptor
        self.concurrency = min(max(concurrency, 1), 256)
    }

    /// - Throws: ``AnswerError`` `plugin.protocol-version` when the host speaks none of the versions that are spoken here.
    func answer(to params: JSON) throws -> JSON {
        let offered = (params["protocolVersions"]?.array ?? []).compactMap(\.integer)
        guard let version = Conversation.version(spokenBy: offered) else {
            func list(_ versions: [Int64]) -> String { versions.map(String.init).joined(separator: ", ") }
            throw AnswerError(
                "this program speaks version \(list(Conversation.versions)) of the plugin protocol, and this recua "
                    + "version \(list(offered))", code: "plugin.protocol-version", kind: "config",
                help: "build the plugin with the RecuaProgram of the same version as recua")
        }
        return json(version)
    }

    private func json(_ version: Int64) -> JSON {
        let sections = descriptor.sections.map { ($0.name, $0.schema.jsonSchema()) }
        var json: JSON = [
            "protocolVersion": .integer(version),
            "plugin": [
                "name": .string(descriptor.name), "version": .string(descriptor.version),
                "summary": .string(descriptor.summary),
            ],
            "methods": texts(Conversation.optionalMethods),
            "sections": .object(Dictionary(sections) { first, _ in first }),
            "reads": texts(descriptor.reads), "hints": texts(descriptor.hints),
            "needs": texts(descriptor.needs.map(\.rawValue)), "provides": .string(descriptor.provides.rawValue),
            "effect": .bool(descriptor.work == .effect), "network": .bool(descriptor.work != .compute),
            "always": .bool(descriptor.isAlways), "observed": .bool(descriptor.isObserved),
            "facts": texts(descriptor.facts.subtracting([.machine]).map(\.rawValue).sorted()),
            "environment": texts(descriptor.environment),
            "fingerprintedEnvironment": texts(descriptor.fingerprintedEnvironment),
            "concurrency": .integer(Int64(concurrency)),
        ]
        if !descriptor.takesFailed.isEmpty {
            json["takesFailed"] = texts(descriptor.takesFailed.map(\.rawValue).sorted())
        }
        return json
    }

    private func texts(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }
}

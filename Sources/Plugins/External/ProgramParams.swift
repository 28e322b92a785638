import RecuaCore
import RecuaRPC

/// What requests carry, as values.
enum ProgramParams {
    static func initialize(_ limits: ProgramLimits) -> JSON {
        [
            "protocolVersions": .array(Conversation.versions.map { .integer($0) }),
            "host": ["name": "recua", "version": .string(RecuaVersion.current)],
            "capabilities": ["plan": true, "checkpoint": true, "secret": true, "diagnostic": true],
            "limits": [
                "line": .integer(Int64(limits.lineLength)),
                "checkpoint": .integer(Int64(Conversation.checkpointLength)),
            ],
        ]
    }

    static func check(_ sections: JSON, in stack: StackFacts) -> JSON {
        ["stack": self.stack(stack, sections), "sections": sections]
    }

    static func run(_ step: Step<JSON, [ArtifactKind: JSON]>, cache: String) -> JSON {
        var params = common(step, cache)
        params["inputs"] = artifacts(step.input)
        if !step.failures.isEmpty { params["failures"] = failures(step.failures) }
        params["prior"] = step.prior ?? .null
        params["fingerprint"] = step.fingerprint.map { .string($0.hex) } ?? .null
        params["checkpoint"] = step.checkpoint ?? .null
        return params
    }

    static func plan(_ outlook: Outlook<JSON>, cache: String) -> JSON {
        [
            "stack": stack(outlook.stack, outlook.sections), "sections": outlook.sections,
            "inputs": artifacts(outlook.inputs), "earlier": artifacts(outlook.earlier),
            "prior": outlook.prior ?? .null, "folder": .string(outlook.folder), "cache": .string(cache),
            "store": .string(outlook.store.root), "offline": true,
        ]
    }

    /// For `observe` and `destroy`.
    static func artifact(_ artifact: JSON?, _ step: Step<JSON, [ArtifactKind: JSON]>, cache: String) -> JSON {
        var params = common(step, cache)
        params["artifact"] = artifact ?? .null
        return params
    }

    /// For `observe` after a run that was cut off.
    static func remains(_ step: Step<JSON, [ArtifactKind: JSON]>, cache: String) -> JSON {
        var params = artifact(nil, step, cache: cache)
        params["checkpoint"] = step.checkpoint ?? .null
        return params
    }

    /// For `observe` when no record is left: what is there is known by its names, and by what it was made of.
    static func finding(_ step: Step<JSON, [ArtifactKind: JSON]>, cache: String) -> JSON {
        var params = artifact(nil, step, cache: cache)
        params["inputs"] = artifacts(step.input)
        params["fingerprint"] = step.fingerprint.map { .string($0.hex) } ?? .null
        return params
    }

    /// What every request is told that may touch the world.
    private static func common(_ step: Step<JSON, [ArtifactKind: JSON]>, _ cache: String) -> JSON {
        [
            "stack": stack(step.stack, step.sections), "sections": step.sections, "token": .string(step.token),
            "scratch": .string(step.host.scratch), "folder": .string(step.host.folder), "cache": .string(cache),
            "store": .string(step.host.store.root), "offline": .bool(step.host.isOffline),
        ]
    }

    private static func artifacts(_ artifacts: [ArtifactKind: JSON]) -> JSON {
        .object(Dictionary(artifacts.map { ($0.key.rawValue, $0.value) }) { first, _ in first })
    }

    private static func failures(_ failures: [ArtifactKind: StepFailure]) -> JSON {
        let items = failures.compactMap { kind, failure in (try? JSON(encoding: failure)).map { (kind.rawValue, $0) } }
        return .object(Dictionary(items) { first, _ in first })
    }

    static func stack(_ stack: StackFacts, _ sections: JSON) -> JSON {
        [
            "name": .string(stack.name), "project": .string(stack.project), "target": .string(stack.target),
            "folder": .string(stack.folder), "architecture": .string(architecture(of: stack, sections)),
            "description": stack.description.map { .string($0) } ?? .null,
            "tags": .object(stack.tags.mapValues { .string($0) }),
        ]
    }

    /// What the model will run on, as OCI names it: this machine's, unless the stack goes elsewhere and the plugin reads
    /// what says so, `function.architecture` for `lambda`, and for every other target `image.architecture`.
    private static func architecture(of stack: StackFacts, _ sections: JSON) -> String {
        let section = ["local": nil, "lambda": "function"][stack.target, default: "image"]
        guard let name = section.flatMap({ sections[$0]?["architecture"]?.string }) else { return machine }
        return name == "x86_64" ? "amd64" : name
    }

    private static var machine: String {
        #if arch(arm64)
            "arm64"
        #else
            "amd64"
        #endif
    }
}

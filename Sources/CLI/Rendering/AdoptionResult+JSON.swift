import RecuaCore

extension AdoptionResult {
    /// What `recua adopt --json` prints.
    func json(project: String, isRehearsal: Bool) -> JSON {
        let stacks = stacks.map { stack -> JSON in
            ["name": .string(stack), "steps": .array(steps(of: stack).map(\.json))]
        }
        return [
            "version": OutputVersion.current, "project": .string(project), "dryRun": .bool(isRehearsal),
            "recorded": .integer(isRecorded ? Int64(foundCount) : 0), "stacks": .array(stacks),
            "unasked": .array(unasked.map { .string($0) }),
        ]
    }

    /// How many results were not known before.
    var foundCount: Int { steps.count { $0.outcome.artifact != nil } }
}

extension AdoptionResult.Step {
    fileprivate var json: JSON {
        var json: JSON = [
            "plugin": .string(name.plugin), "kind": .string(name.kind.rawValue), "state": .string(outcome.word),
        ]
        json["artifact"] = outcome.artifact
        switch outcome {
        case .differs(_, let differences): json["differences"] = .array(differences.map(\.json))
        case .conflict(let artifacts): json["claims"] = .array(artifacts)
        case .left(let problems), .failed(let problems):
            if !problems.isEmpty { json["problems"] = .array(problems.map(\.json)) }
        default: break
        }
        return json
    }
}

extension AdoptionResult.Outcome {
    /// What was found and was not on record; nil for everything else.
    var artifact: JSON? {
        switch self {
        case .adopted(let artifact), .differs(let artifact, _), .stray(let artifact): artifact
        default: nil
        }
    }

    fileprivate var word: String {
        switch self {
        case .known: "known"
        case .adopted: "adopted"
        case .differs: "differs"
        case .stray: "stray"
        case .conflict: "conflict"
        case .absent: "absent"
        case .left: "left"
        case .failed: "failed"
        }
    }
}

extension Difference {
    fileprivate var json: JSON {
        [
            "what": .string(what), "recorded": recorded.map { .string($0) } ?? .null,
            "found": found.map { .string($0) } ?? .null, "text": .string(description),
        ]
    }
}

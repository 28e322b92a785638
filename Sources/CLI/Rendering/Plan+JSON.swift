import RecuaCore

extension Plan {
    /// What `recua plan --json` and `recua why --json` print.
    var json: JSON {
        [
            "version": OutputVersion.current, "project": .string(project), "fresh": .bool(isFresh),
            "stacks": .array(stacks.map(\.json)),
        ]
    }
}

extension Plan.StackPlan {
    fileprivate var json: JSON {
        [
            "name": .string(stack.name), "target": .string(stack.facts.target), "fresh": .bool(isFresh),
            "steps": .array(steps.map(\.json)),
        ]
    }
}

extension Plan.Step {
    fileprivate var json: JSON {
        var json: JSON = ["plugin": .string(name), "kind": .string(kind.rawValue)]
        switch state {
        case .fresh: json["state"] = "fresh"
        case .stale(let reasons):
            json["state"] = "stale"
            json["reasons"] = .array(reasons.map(\.json))
        case .waiting(let on):
            json["state"] = "waiting"
            json["on"] = .string(on)
        }
        return json
    }
}

extension Plan.Reason {
    /// `kind` and `text` always; `component`, `from` and `to` where an input changed.
    fileprivate var json: JSON {
        var json: JSON = ["kind": .string(kind), "text": .string("\(self)")]
        if case .changed(let change) = self {
            json["component"] = .string(change.component)
            json["from"] = change.from.map { .string($0) } ?? .null
            json["to"] = change.to.map { .string($0) } ?? .null
        }
        return json
    }

    private var kind: String {
        switch self {
        case .neverRun: "never-run"
        case .changed: "changed"
        case .lost: "lost"
        case .interrupted: "interrupted"
        case .unfinished: "unfinished"
        case .asked: "asked"
        }
    }
}

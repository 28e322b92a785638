import RecuaCore

extension Plan {
    /// What `recua plan --json` and `recua why --json` print: docs/plan.schema.json.
    func json(leftovers: [Leftover] = [], causes: [LedgerSnapshot.Key: [Cause]] = [:]) -> JSON {
        [
            "version": OutputVersion.current, "project": .string(project), "fresh": .bool(isFresh),
            "stacks": .array(stacks.map { $0.json(causes) }), "leftovers": .array(leftovers.map(\.json)),
            "totals": PlanTotals(of: self).json,
        ]
    }
}

extension Plan.StackPlan {
    fileprivate func json(_ causes: [LedgerSnapshot.Key: [Cause]]) -> JSON {
        let steps = steps.map { step in
            step.json(causes[LedgerSnapshot.Key(stack: stack.name, plugin: step.name)] ?? [])
        }
        return [
            "name": .string(stack.name), "target": .string(stack.facts.target), "fresh": .bool(isFresh),
            "steps": .array(steps),
        ]
    }
}

extension Plan.Step {
    fileprivate func json(_ causes: [Cause]) -> JSON {
        var json: JSON = ["plugin": .string(name), "kind": .string(kind.rawValue), "state": .string(state.word)]
        guard state != .fresh else { return json }
        json["reasons"] = .array(reasons.map { $0.json(causes) })
        json["forecasts"] = .array(forecasts.map(\.json))
        if case .standby(let kind) = state { json["for"] = .string(kind.rawValue) }
        if case .waiting(let earlier) = state {
            json["on"] = .string(earlier)
            json["certain"] = .bool(isCertain)
        }
        return json
    }
}

extension Forecast {
    fileprivate var json: JSON {
        [
            "verb": .string(verb.rawValue), "text": .string(text), "bytes": bytes.map { .integer($0) } ?? .null,
            "identity": identity.map { .string($0) } ?? .null,
        ]
    }
}

extension Plan.Reason {
    /// `kind` and `text` always; `component`, `from` and `to` where an input changed or somebody changed what was made;
    /// `making` where the ledger tells why an artifact is another.
    fileprivate func json(_ causes: [Cause]) -> JSON {
        var json: JSON = ["kind": .string(kind), "text": .string("\(self)")]
        switch self {
        case .changed(let change):
            json = json.adding(change)
            json["making"] = causes.first { $0.change == change }?.making?.json
        case .drifted(let difference):
            json["component"] = .string(difference.what)
            json["from"] = difference.recorded.map { .string($0) } ?? .null
            json["to"] = difference.found.map { .string($0) } ?? .null
        case .failed(let failure):
            json["run"] = .integer(failure.run)
            json["time"] = failure.time.map { .string($0) } ?? .null
            json["error"] = failure.error.map { .string($0) } ?? .null
        case .neverRun, .lost, .interrupted, .removing, .unfinished, .asked, .always, .precedes: break
        }
        return json
    }

    private var kind: String {
        switch self {
        case .neverRun: "never-run"
        case .failed: "failed"
        case .changed: "changed"
        case .lost: "lost"
        case .interrupted: "interrupted"
        case .removing: "removing"
        case .drifted: "drifted"
        case .unfinished: "unfinished"
        case .asked: "asked"
        case .always: "always"
        case .precedes: "precedes"
        }
    }
}

extension Cause.Making {
    fileprivate var json: JSON {
        [
            "plugin": .string(plugin), "time": time.map { .string($0) } ?? .null,
            "parts": .array(parts.map { JSON.object([:]).adding($0) }), "causes": .array(causes.map(\.json)),
        ]
    }
}

extension Cause {
    fileprivate var json: JSON {
        var json = JSON.object([:]).adding(change)
        json["making"] = making?.json
        return json
    }
}

extension JSON {
    fileprivate func adding(_ change: Fingerprint.Change) -> JSON {
        var json = self
        json["component"] = .string(change.component)
        json["from"] = change.from.map { .string($0) } ?? .null
        json["to"] = change.to.map { .string($0) } ?? .null
        return json
    }
}

extension Leftover {
    var json: JSON {
        [
            "stack": .string(stack), "declared": .bool(isDeclared), "project": project.map { .string($0) } ?? .null,
            "standing": .array(
                records.map { record in
                    let deployment = try? record.artifact?.decode(Deployment.self)
                    return [
                        "plugin": .string(record.plugin), "kind": .string(record.kind.rawValue),
                        "status": .string(record.status.rawValue),
                        "url": (deployment?.url).map { .string($0) } ?? .null,
                        "alive": (deployment?.process).map { .bool($0.isAlive) } ?? .null,
                    ]
                }),
        ]
    }
}

extension PlanTotals {
    fileprivate var json: JSON {
        let amounts = amounts.map { amount -> JSON in
            [
                "verb": .string(amount.verb.rawValue), "certain": .integer(Int64(amount.certain)),
                "possible": .integer(Int64(amount.possible)), "bytes": .integer(amount.bytes),
                "unsized": .integer(Int64(amount.unsized)),
            ]
        }
        return [
            "changing": .integer(Int64(changing)), "fresh": .integer(Int64(fresh)), "amounts": .array(amounts),
        ]
    }
}

import RecuaCore

/// The version of the `--json` outputs: raised when a key changes its meaning or goes.
enum OutputVersion {
    static let current: JSON = 1
}

extension RunResult {
    /// What the commands that run steps print with `--json`.
    var json: JSON {
        let stacks = stacks.map { stack -> JSON in
            [
                "name": .string(stack),
                "finished": .bool(!unfinished.contains(stack)),
                "steps": .array(steps(of: stack).map(\.json)),
            ]
        }
        var json: JSON = [
            "version": OutputVersion.current, "run": run.map { .integer($0) } ?? .null,
            "seconds": .number(duration / .seconds(1)), "stacks": .array(stacks),
        ]
        if !unrecorded.isEmpty { json["problems"] = .array(unrecorded.map(\.json)) }
        return json
    }
}

extension StepResult {
    /// The result in `--json` outputs and the event file.
    var json: JSON {
        var json: JSON = [
            "stack": .string(name.stack), "plugin": .string(name.plugin), "kind": .string(name.kind.rawValue),
            "seconds": .number(duration / .seconds(1)),
        ]
        json["outcome"] = .string(outcome.word)
        if case .blocked(let cause) = outcome { json["by"] = .string(cause) }
        if case .forgotten(_, let reason) = outcome { json["because"] = .string(reason) }
        if case .failed(let problems) = outcome { json["problems"] = .array(problems.map(\.json)) }
        if case .looked(let look) = outcome { json = look.added(to: json) }
        if let artifact { json["artifact"] = artifact }
        if let evidence { json["evidence"] = evidence }
        if let log { json["log"] = .string(log) }
        return json
    }
}

extension StepResult.Outcome {
    /// Its name in `--json` outputs, in events and in the history.
    var word: String {
        switch self {
        case .done: "done"
        case .fresh: "fresh"
        case .adopted: "adopted"
        case .removed: "removed"
        case .forgotten: "forgotten"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .idle: "idle"
        case .blocked: "blocked"
        case .looked(.known): "known"
        case .looked(.absent): "absent"
        case .looked(.left): "left"
        case .looked(.conflict): "conflict"
        }
    }
}

extension StepResult.Look {
    fileprivate func added(to json: JSON) -> JSON {
        var json = json
        switch self {
        case .left(let problems) where !problems.isEmpty: json["problems"] = .array(problems.map(\.json))
        case .conflict(let claims, let recorded):
            json["claims"] = .array(claims)
            json["artifact"] = recorded
        case .known, .absent, .left: break
        }
        return json
    }
}

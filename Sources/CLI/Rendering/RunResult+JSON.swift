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
        return ["version": OutputVersion.current, "seconds": .number(duration / .seconds(1)), "stacks": .array(stacks)]
    }
}

extension StepResult {
    /// The result in `--json` outputs and the event file.
    var json: JSON {
        var json: JSON = [
            "stack": .string(name.stack), "plugin": .string(name.plugin), "kind": .string(name.kind.rawValue),
            "seconds": .number(duration / .seconds(1)),
        ]
        switch outcome {
        case .done: json["outcome"] = "done"
        case .fresh: json["outcome"] = "fresh"
        case .adopted: json["outcome"] = "adopted"
        case .removed: json["outcome"] = "removed"
        case .cancelled: json["outcome"] = "cancelled"
        case .blocked(let cause):
            json["outcome"] = "blocked"
            json["by"] = .string(cause)
        case .failed(let problems):
            json["outcome"] = "failed"
            json["problems"] = .array(problems.map(\.json))
        }
        if let artifact { json["artifact"] = artifact }
        return json
    }
}

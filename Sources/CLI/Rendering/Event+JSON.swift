import RecuaCore

extension Event {
    /// The event as an object of the event file; `type` tells what it is.
    var json: JSON {
        switch self {
        case .runStarted(let run, let command, let stacks, let steps):
            return [
                "type": "run.started", "run": .integer(run), "command": .string(command), "stacks": .integer(Int64(stacks)),
                "steps": .integer(Int64(steps)),
            ]
        case .stepStarted(let name, let reasons):
            return object("step.started", name, ["reasons": .array(reasons.map { .string("\($0)") })])
        case .stepProgress(let name, let phase, let done, let total, let unit):
            return object(
                "step.progress", name,
                ["phase": .string(phase), "done": .integer(done), "total": total.map { .integer($0) } ?? .null, "unit": .string(unit.rawValue)]
            )
        case .stepLog(let name, let level, let message):
            return object("step.log", name, ["level": .string(level.rawValue), "message": .string(message)])
        case .stepFinished(let name, let result):
            return object("step.finished", name, result.json.object ?? [:])
        case .runFinished(let result):
            return ["type": "run.finished", "seconds": .number(result.duration / .seconds(1)), "unfinished": .array(result.unfinished.map { .string($0) })]
        }
    }

    private func object(_ type: String, _ name: StepName, _ more: [String: JSON]) -> JSON {
        let head: [String: JSON] = [
            "type": .string(type), "stack": .string(name.stack), "plugin": .string(name.plugin), "kind": .string(name.kind.rawValue),
        ]
        return .object(head.merging(more) { first, _ in first })
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

extension Diagnostic {
    /// The diagnostic in `--json` outputs.
    var json: JSON { (try? JSON(encoding: self)) ?? .string(message) }
}

import RecuaCore

extension Event {
    /// The event as an object of the event file; `type` tells what it is.
    var json: JSON {
        switch self {
        case .runStarted(let run, let command, let stacks, let steps):
            return [
                "type": "run.started", "run": .integer(run), "command": .string(command),
                "stacks": .integer(Int64(stacks)),
                "steps": .integer(Int64(steps)),
            ]
        case .stepStarted(let name, let reasons):
            return object("step.started", name, ["reasons": .array(reasons.map { .string("\($0)") })])
        case .stepProgress(let name, let phase, let done, let total, let unit):
            let total: JSON = total.map { .integer($0) } ?? .null
            return object(
                "step.progress", name,
                ["phase": .string(phase), "done": .integer(done), "total": total, "unit": .string(unit.rawValue)]
            )
        case .stepLog(let name, let level, let message):
            return object("step.log", name, ["level": .string(level.rawValue), "message": .string(message)])
        case .stepFinished(let name, let result):
            return object("step.finished", name, result.json.object ?? [:])
        case .runFinished(let result):
            return [
                "type": "run.finished", "seconds": .number(result.duration / .seconds(1)),
                "unfinished": .array(result.unfinished.map { .string($0) }),
            ]
        }
    }

    private func object(_ type: String, _ name: StepName, _ more: [String: JSON]) -> JSON {
        let head: [String: JSON] = [
            "type": .string(type), "stack": .string(name.stack), "plugin": .string(name.plugin),
            "kind": .string(name.kind.rawValue),
        ]
        return .object(head.merging(more) { first, _ in first })
    }
}

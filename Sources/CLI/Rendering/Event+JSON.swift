import RecuaCore

extension Event {
    /// The event as an object of the event file; `type` tells what it is.
    var json: JSON {
        switch self {
        case .runStarted(let outline):
            return [
                "type": "run.started", "run": outline.run.map { .integer($0) } ?? .null,
                "command": .string(outline.command), "stacks": .integer(Int64(outline.stackCount)),
                "steps": .integer(Int64(outline.steps.count)), "fresh": .integer(Int64(outline.freshCount)),
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
                "type": "run.finished", "outcome": .string(result.outcome),
                "seconds": .number(result.duration / .seconds(1)),
                "steps": .object(result.counts.mapValues { .integer(Int64($0)) }),
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

extension RunResult {
    /// `succeeded`, `failed` or `cancelled`, as in the ledger.
    fileprivate var outcome: String {
        let outcome: RunRecord.Outcome = wasCancelled ? .cancelled : isWhole ? .succeeded : .failed
        return outcome.rawValue
    }

    /// How many steps ended how.
    fileprivate var counts: [String: Int] { Dictionary(steps.map { ($0.outcome.word, 1) }, uniquingKeysWith: +) }
}

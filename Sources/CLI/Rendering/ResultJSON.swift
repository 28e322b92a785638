import RecuaCore

/// The `--json` outputs. Each carries `version`, which is raised when a key changes its meaning or goes.
enum ResultJSON {
    static func run(_ result: RunResult) -> JSON {
        [
            "version": 1,
            "seconds": .number(result.duration / .seconds(1)),
            "stacks": .array(
                result.stacks.map { stack in
                    [
                        "name": .string(stack),
                        "finished": .bool(!result.unfinished.contains(stack)),
                        "steps": .array(result.steps(of: stack).map(\.json)),
                    ]
                }
            ),
        ]
    }

    static func plan(_ plan: Plan) -> JSON {
        [
            "version": 1,
            "project": .string(plan.project),
            "fresh": .bool(plan.isFresh),
            "stacks": .array(
                plan.stacks.map { stack in
                    [
                        "name": .string(stack.stack.name),
                        "target": .string(stack.stack.facts.target),
                        "steps": .array(stack.steps.map { Self.step($0) }),
                    ]
                }
            ),
        ]
    }

    private static func step(_ step: Plan.Step) -> JSON {
        var json: JSON = ["plugin": .string(step.name), "kind": .string(step.kind.rawValue)]
        switch step.state {
        case .fresh: json["state"] = "fresh"
        case .stale(let reasons):
            json["state"] = "stale"
            json["reasons"] = .array(reasons.map { reason in
                if case .changed(let change) = reason, let encoded = try? JSON(encoding: change) { return encoded }
                return ["reason": .string("\(reason)")]
            })
        case .waiting(let on):
            json["state"] = "waiting"
            json["on"] = .string(on)
        }
        return json
    }
}

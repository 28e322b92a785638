import RecuaCore

extension RunSummary {
    /// The run in `history --json`.
    ///
    /// - Parameter inFull: with every step it ran.
    func json(inFull: Bool) -> JSON {
        var json: JSON = [
            "run": .integer(run.id), "command": .string(run.command), "outcome": .string(run.outcome.rawValue),
            "started": .string(run.started), "ended": .optional(run.ended), "user": .optional(run.author.user),
            "host": .optional(run.author.host), "recua": .optional(run.author.version),
            "counts": .object(
                Dictionary(counts.map { ($0.key.rawValue, JSON.integer(Int64($0.value))) }) { first, _ in first }),
            "stacks": .array(stacks.map { .string($0) }), "removed": .array(removed.map(\.json)),
        ]
        json["seconds"] = run.duration.map { .number($0 / .seconds(1)) } ?? .null
        if inFull { json["steps"] = .array(steps.map(\.json)) }
        return json
    }
}

extension PastStep {
    /// The step in `history --json`.
    var json: JSON {
        [
            "run": .integer(run), "stack": .string(stack), "plugin": .string(plugin), "kind": .string(kind.rawValue),
            "status": .string(status.rawValue), "reasons": .array(reasons.map { .string($0) }),
            "started": .string(started), "ended": .optional(ended), "destroyed": .optional(destroyed),
            "seconds": duration.map { .number($0 / .seconds(1)) } ?? .null,
            "digest": artifact.map { .string("sha256:\(ArtifactFacts.digest(of: $0).hex)") } ?? .null,
            "error": .optional(error), "log": .optional(log),
        ]
    }
}

extension JSON {
    fileprivate static func optional(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
}

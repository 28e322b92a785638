import RecuaCore

/// What AWS refuses and a schema cannot say.
enum FunctionChecks {
    static func diagnostics(for function: FunctionSection, in stack: StackFacts) -> [Diagnostic] {
        environment(function) + retention(function.logRetention) + (function.url.cors.map(cors) ?? []) + facts(stack)
    }

    private static func retention(_ days: Int) -> [Diagnostic] {
        guard !retentions.contains(days) else { return [] }
        let near = retentions.min { abs($0 - days) < abs($1 - days) } ?? 14
        return [
            Diagnostic(
                "limit.log-retention", "CloudWatch cannot keep logs for \(days) days",
                pointer: "/function/logRetention",
                help: "the nearest it can is \(near)"
            )
        ]
    }

    /// The values that CloudWatch Logs' PutRetentionPolicy accepts.
    private static let retentions = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ]

    private static func facts(_ stack: StackFacts) -> [Diagnostic] {
        let size = stack.description?.utf8.count ?? 0
        guard size > 1024 else { return tags(stack.tags) }
        let tooLong = Diagnostic(
            "limit.description", "the description takes \(size) bytes, CloudFormation allows 1024",
            pointer: "/description", help: "say it shorter"
        )
        return [tooLong] + tags(stack.tags)
    }

    /// A JSON pointer whose parts are the user's: RFC 6901, 3.
    static func pointer(_ parts: String...) -> String {
        parts.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }
}

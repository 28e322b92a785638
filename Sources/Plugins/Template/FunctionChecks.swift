import RecuaCore

/// What Lambda refuses and a schema cannot say.
enum FunctionChecks {
    static func diagnostics(for function: FunctionSection) -> [Diagnostic] {
        environment(function) + retention(function.logRetention)
    }

    private static func environment(_ function: FunctionSection) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for name in function.environment.keys.sorted() {
            let pointer = "/function/environment/\(name)"
            if reserved.contains(name) {
                found.append(
                    Diagnostic(
                        "template.reserved-variable", "`\(name)` is set by AWS Lambda and cannot be chosen", pointer: pointer,
                        help: "remove it"
                    )
                )
            } else if !isName(name) {
                found.append(
                    Diagnostic(
                        "template.variable-name", "`\(name)` cannot be the name of an environment variable on AWS Lambda",
                        pointer: pointer, help: "use letters, digits and underscores, at least two, a letter first"
                    )
                )
            }
        }
        let size = function.environment.reduce(0) { $0 + $1.key.utf8.count + $1.value.reference.utf8.count }
        if size > 4096 {
            found.append(
                Diagnostic(
                    "limit.environment", "the environment takes \(size) bytes, AWS Lambda allows 4096 in all",
                    pointer: "/function/environment", help: "put large values into a file of the image"
                )
            )
        }
        return found
    }

    private static func retention(_ days: Int) -> [Diagnostic] {
        guard !retentions.contains(days) else { return [] }
        let near = retentions.min { abs($0 - days) < abs($1 - days) } ?? 14
        return [
            Diagnostic(
                "limit.log-retention", "CloudWatch cannot keep logs for \(days) days", pointer: "/function/logRetention",
                help: "the nearest it can is \(near)"
            )
        ]
    }

    /// `[a-zA-Z]([a-zA-Z0-9_])+`, as the Lambda API has it.
    private static func isName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
        guard bytes.count > 1, let first = bytes.first, isLetter(first) else { return false }
        return bytes.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
    }

    /// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    private static let reserved: Set<String> = [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
    ]

    /// The values that CloudWatch Logs' PutRetentionPolicy accepts.
    private static let retentions = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ]
}

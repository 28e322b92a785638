import RecuaCore

extension FunctionChecks {
    static func environment(_ function: FunctionSection) -> [Diagnostic] {
        function.environment.keys.sorted().compactMap(variable) + environmentSize(function)
    }

    private static func variable(_ name: String) -> Diagnostic? {
        let pointer = pointer("function", "environment", name)
        if reserved.contains(name) {
            return Diagnostic(
                "template.reserved-variable", "`\(name)` is set by AWS Lambda and cannot be chosen", pointer: pointer,
                help: "remove it"
            )
        }
        if name == FunctionTemplate.invokeMode {
            return Diagnostic(
                "template.reserved-variable", "`\(name)` follows from `function.url.stream`", pointer: pointer,
                help: "remove it, and write `url: { stream: true }` or `url: { stream: false }`"
            )
        }
        guard !isName(name) else { return nil }
        return Diagnostic(
            "template.variable-name", "`\(name)` cannot be the name of an environment variable on AWS Lambda",
            pointer: pointer, help: "use letters, digits and underscores, at least two, a letter first"
        )
    }

    /// Secrets count with their names only: how long they are shows when they are resolved.
    private static func environmentSize(_ function: FunctionSection) -> [Diagnostic] {
        let size = function.environment.reduce(0) { sum, variable in
            sum + variable.key.utf8.count + (variable.value.isReference ? 0 : variable.value.reference.utf8.count)
        }
        guard size > 4096 else { return [] }
        return [
            Diagnostic(
                "limit.environment", "the environment takes \(size) bytes, AWS Lambda allows 4096 in all",
                pointer: "/function/environment", help: "shorten some, or put them into the base image"
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
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT",
        "LAMBDA_RUNTIME_DIR",
    ]
}

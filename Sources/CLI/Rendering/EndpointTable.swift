import RecuaCore

/// What answers where.
enum EndpointTable {
    /// - Parameter most: rows that are shown; the others are counted.
    static func text(_ result: RunResult, _ style: TextStyle, most: Int = .max) -> String {
        var table = Table()
        for stack in result.stacks {
            guard let deployment = try? result.artifact(.deployment, of: stack)?.decode(Deployment.self) else {
                continue
            }
            table.add([
                .init(stack, .bold), .init(deployment.target), .init(deployment.url, .cyan),
                .init(deployment.warning ?? (deployment.auth == .iam ? "requests are signed (IAM)" : ""), .yellow),
            ])
        }
        return table.text(style, most: most)
    }
}

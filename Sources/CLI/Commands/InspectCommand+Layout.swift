import RecuaCore
import RecuaOCI

extension InspectCommand {
    /// What AWS Lambda would say of an image layout.
    func inspectLayout(_ folder: String, _ context: CommandContext) async throws {
        let findings = try await ImageLinter.check(layout: folder, store: Store(environment: context.environment))
        let output = context.output
        if json {
            let all: JSON = .array(findings.map(\.json))
            output.print(json: ["version": OutputVersion.current, "accepted": .bool(findings.isEmpty), "findings": all])
        } else if findings.isEmpty {
            output.print(output.style(.green, "AWS Lambda would take this image"))
        } else {
            for finding in findings { output.print(output.style.text(finding)) }
        }
        if !findings.isEmpty { throw ExitStatus.limit }
    }
}

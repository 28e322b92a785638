import RecuaCore
import RecuaOCI

extension InspectCommand {
    /// What AWS Lambda would say of an image layout.
    func inspectLayout(_ folder: String, _ context: CommandContext) async throws {
        let store = Store(environment: context.environment)
        let findings = try await ImageInspection(ImageLayout(folder), store: store).findings
        let isAccepted = !findings.contains { $0.severity == .error }
        let output = context.output
        if json {
            let all: JSON = .array(findings.map(\.json))
            output.print(json: ["version": OutputVersion.current, "accepted": .bool(isAccepted), "findings": all])
        } else {
            for finding in findings { output.print(output.style.text(finding)) }
            if isAccepted { output.print(output.style(.green, "AWS Lambda would take this image")) }
        }
        if !isAccepted { throw ExitStatus.limit }
    }
}

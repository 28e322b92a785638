import RecuaCore
import RecuaFetch
import RecuaGGUF

extension InspectCommand {
    /// What a model file on this machine holds.
    func inspectModel(at path: String, _ output: Output) throws {
        let facts = try ModelFile.inspect(path: path)
        try show(ModelReport(name: subject, facts: facts, context: context, architecture: architecture), output)
    }

    /// What a model file elsewhere holds; it is not fetched.
    func inspectModel(farAway source: String, _ context: CommandContext) async throws {
        let model = try await RemoteModel.look(at: source, environment: context.environment)
        let report = ModelReport(
            name: model.name, facts: model.facts, context: self.context, architecture: architecture,
            sha256: model.sha256, pinned: model.pinned)
        try show(report, context.output)
    }

    private func show(_ report: ModelReport, _ output: Output) throws {
        if json {
            output.print(json: report.json)
        } else {
            output.print(report.text(output.style, columns: output.columns))
        }
        if report.findings.contains(where: { $0.severity == .error }) { throw ExitStatus.limit }
    }
}

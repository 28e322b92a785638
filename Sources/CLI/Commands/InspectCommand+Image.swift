import RecuaCore
import RecuaHTTP
import RecuaOCI
import RecuaRegistries

extension InspectCommand {
    /// An image in a registry, with the login that publishing would use.
    func inspectImage(_ reference: ImageReference, _ context: CommandContext) async throws {
        let login = try await RegistryLogin(environment: context.environment).credentials(for: reference.host)
        try await withHTTPClient(RegistryClient.options, environment: context.environment) { client in
            let registry = try RegistryClient(
                client: client, reference: reference, credentials: login, isInsecure: insecure ? true : nil)
            try await inspectImage(RegistryImage(reference, in: registry), named: "\(reference)", context)
        }
    }

    /// What the image is, and what AWS Lambda would say of it.
    func inspectImage(_ source: some ImageSource, named name: String, _ context: CommandContext) async throws {
        let output = context.output
        var progress = ProgressLine("reading layers", output)
        let inspection = try await ImageInspection(
            source, architecture: architecture, depth: shallow ? .documents : .layers,
            store: Store(environment: context.environment)
        ) { progress.show($0, of: $1) }
        progress.clear()
        let report = ImageReport(name: name, inspection: inspection, isShallow: shallow)
        if json {
            output.print(json: report.json)
        } else {
            output.print(report.text(output.style, columns: output.columns))
        }
        if !report.isAccepted { throw ExitStatus.limit }
    }
}

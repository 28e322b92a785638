public import RecuaCore
public import RecuaHTTP
internal import RecuaOCI
internal import RecuaRegistries
internal import RecuaTransfer

/// Fetches the model: a llamafile, or an engine and its weights, from the web, from Hugging Face, S3 or a registry, or
/// from this machine.
public struct FetchPlugin: Plugin {
    public static let descriptor = PluginDescriptor(
        name: "fetch", version: "1.0.0",
        summary: "Models from the web, from Hugging Face, S3 and registries, or from this machine",
        sections: [.init("model", ModelSection.schema)],
        hints: ["function.architecture", "image.architecture", "image.compression"],
        needs: NoInput.kinds, provides: Model.kind, work: .network,
        environment: HubSettings.variables + DownloadLimits.variables + RegistryLogin.variables
    )

    private let retry: RetryPolicy
    private let limits: DownloadLimits
    private let fetches = SharedFetches()

    /// - Parameter retry: how often a server gets another chance, and how waits are spent.
    public init(retry: RetryPolicy = RetryPolicy()) { self.init(retry: retry, limits: DownloadLimits()) }

    init(retry: RetryPolicy, limits: DownloadLimits) {
        self.retry = retry
        self.limits = limits
    }

    public func check(_ sections: FetchSections, in stack: StackFacts) -> [Diagnostic] {
        guard let model = sections.model else { return [] }
        return FetchPlugin.shape(of: model) + model.sources.flatMap { FetchPlugin.locations($0.source, $0.role) }
    }

    public func run(_ step: Step<FetchSections, NoInput>) async throws -> Model {
        guard let model = step.sections.model, FetchPlugin.shape(of: model).isEmpty else {
            throw FetchPlugin.incomplete
        }
        return try await withFetcher(step) { fetcher in
            if let llamafile = model.llamafile {
                return Model(llamafile: try await fetcher.file(.llamafile, llamafile))
            }
            guard let engine = model.engine, let weights = model.weights else { throw FetchPlugin.incomplete }
            return Model(
                engine: try await fetcher.file(.engine, engine), weights: try await fetcher.file(.weights, weights)
            )
        }
    }

    public func shutDown() async { fetches.forget() }

    /// Lends what finds the files of a step.
    func withFetcher<Result: Sendable>(
        _ step: Step<FetchSections, NoInput>, _ body: (Fetcher) async throws -> Result
    ) async throws -> Result {
        let settings = try HubSettings(environment: step.host.environment)
        let downloads = try limits.options(step.host.environment)
        let time = try limits.time(step.host.environment)
        return try await withClients(step.host.environment, settings, downloads) { client, registries in
            try await body(
                Fetcher(
                    host: step.host, stack: step.stack, retry: retry, options: downloads, time: time,
                    settings: settings,
                    image: step.sections.imageHints(for: step.stack.target), fetches: fetches, client: client,
                    registries: registries))
        }
    }

    /// A client for files, which is handed redirects, and one for the documents of registries.
    private func withClients<Result: Sendable>(
        _ environment: [String: String], _ settings: HubSettings, _ downloads: DownloadOptions,
        _ body: (RoutedHTTPClient, RoutedHTTPClient) async throws -> Result
    ) async throws -> Result {
        let idle = try settings.silence ?? DownloadLimits.idle(environment)
        // The client lets parts wait for each other beyond its own number of connections.
        let options = HTTPOptions(
            followsRedirects: false, idleTimeout: idle, connectionsPerHost: max(8, downloads.connections),
            allowsHTTP2: false)
        return try await withHTTPClient(options, environment: environment) { client in
            try await withHTTPClient(RegistryClient.options, environment: environment) { registries in
                try await body(client, registries)
            }
        }
    }

    private static let incomplete = Diagnostic(
        "fetch.incomplete", "`model` needs `llamafile`, or both `engine` and `weights`", pointer: "/model",
        help: "write `llamafile: hf://owner/repo/file.llamafile`, or `engine:` and `weights:`"
    )

    /// One of the two ways to name a model, and not a mixture.
    private static func shape(of model: ModelSection) -> [Diagnostic] {
        guard model.llamafile != nil else { return model.engine != nil && model.weights != nil ? [] : [incomplete] }
        return model.sources.filter { $0.role != .llamafile }.map { extra in
            Diagnostic(
                "fetch.ambiguous", "`\(extra.role.rawValue)` cannot stand beside `llamafile`, which brings its own",
                pointer: "/model/\(extra.role.rawValue)", help: "write `llamafile`, or both `engine` and `weights`"
            )
        }
    }

    /// What is wrong with the texts of a source.
    private static func locations(_ source: Source, _ role: ModelRole) -> [Diagnostic] {
        // The endpoint of the environment is not known here, and does not decide what is well written.
        guard let hub = try? HTTPURL("https://huggingface.co") else { return [] }
        return source.places.enumerated().flatMap { index, place -> [Diagnostic] in
            // What a reference stands for is known when it is fetched.
            if place.isReference { return [] }
            do {
                _ = try SourceLocation(place.reference, hub: hub)
                return []
            } catch {
                return Diagnostics.from(error).map { diagnostic in
                    var placed = diagnostic
                    let isPlain = source == Source(url: source.url.reference)
                    let key = index == 0 ? (isPlain ? "" : "/url") : "/mirrors/\(index - 1)"
                    placed.pointer = "/model/\(role.rawValue)\(key)"
                    return placed
                }
            }
        }
    }
}

import RecuaCore
import RecuaHTTP
import RecuaOCI

/// Gets what an image is made of besides the model: its base, and the Lambda Web Adapter.
struct ImageFetching {
    /// The published adapter, for both architectures.
    static let adapterImage = "public.ecr.aws/awsguru/aws-lambda-adapter:1.0.0"

    static let variables =
        DockerConfig.variables + [
            "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy",
        ]

    private let host: StepHost
    private let folder: String

    /// - Parameter folder: where relative paths of the manifest start.
    init(_ host: StepHost, folder: String) {
        self.host = host
        self.folder = folder
    }

    func base(_ choice: BaseChoice, _ architecture: Architecture) async throws -> BaseImage {
        switch choice {
        case .scratch: return .scratch
        case .layout(let path):
            let layout = try ImageLayout(Files.resolve(path, in: folder))
            return try await BaseImage(from: layout, architecture: architecture, store: host.store)
        case .reference(let text):
            return try await withRegistryImage(text) { image in
                try await BaseImage(from: image, architecture: architecture, store: host.store)
            }
        }
    }

    /// The adapter's program; nil when the image is to have none.
    func adapter(_ choice: AdapterChoice, for target: String, _ architecture: Architecture) async throws -> StoredFile?
    {
        switch choice {
        case .none: return nil
        case .automatic: return target == "lambda" ? try await adapter(in: Self.adapterImage, architecture) : nil
        case .reference(let text): return try await adapter(in: text, architecture)
        case .path(let path): return try host.store.digest(ofLocalFile: Files.resolve(path, in: folder))
        }
    }

    private func adapter(in reference: String, _ architecture: Architecture) async throws -> StoredFile {
        do {
            return try await withRegistryImage(reference) { image in
                let places = ["lambda-adapter", "opt/extensions/lambda-adapter"]
                return try await image.file(at: places, for: architecture, store: host.store)
            }
        } catch let failure as Diagnostic {
            throw Diagnostic(
                "image.adapter", "the Lambda Web Adapter cannot be taken from `\(reference)`",
                help: "check the network, or download its program and write `image: { adapter: { path: FILE } }`",
                cause: failure
            )
        }
    }

    private func withRegistryImage<Result: Sendable>(
        _ text: String, _ body: (RegistryImage) async throws -> Result
    ) async throws -> Result {
        let reference = try ImageReference(text)
        let credentials = try await DockerConfig.load(environment: host.environment).credentials(for: reference.host)
        return try await withHTTPClient(RegistryClient.options, environment: host.environment) { client in
            let registry = try RegistryClient(client: client, reference: reference, credentials: credentials)
            return try await body(RegistryImage(reference, in: registry))
        }
    }
}

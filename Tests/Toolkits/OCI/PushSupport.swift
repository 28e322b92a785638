import RecuaCore
import RecuaHTTP
import RecuaTestSupport

@testable import RecuaOCI

extension String {
    var base64: String { Base64.encoded(Array(utf8)) }
}

extension RegistryCredentials {
    static let ana = RegistryCredentials(username: "ana", password: FakeRegistry.password)
}

extension ScratchFolder {
    /// Pushes to `host/name` as `chat`.
    @discardableResult
    func push(
        _ image: Image, to repository: String, credentials: RegistryCredentials? = .ana,
        renew: (@Sendable (RegistryCredentials?) async throws -> RegistryCredentials?)? = nil, pieceSize: Int64? = nil,
        patience: Duration = .seconds(60), gate: KeyedGate = KeyedGate(), store: Store? = nil,
        onProgress: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in }
    ) async throws -> ImagePush.Summary {
        let reference = try ImageReference(repository)
        return try await withRegistryClient(
            reference, credentials, renew: renew, pieceSize: pieceSize, patience: patience
        ) { client in
            try await ImagePush(to: reference.name, of: client, store: store ?? self.store, gate: gate)
                .run(image, tag: "chat", onProgress: onProgress)
        }
    }
}

/// Retries without waiting.
func withRegistryClient<Result: Sendable>(
    _ reference: ImageReference, _ credentials: RegistryCredentials? = nil,
    renew: (@Sendable (RegistryCredentials?) async throws -> RegistryCredentials?)? = nil, pieceSize: Int64? = nil,
    patience: Duration = .seconds(60), _ body: (RegistryClient) async throws -> Result
) async throws -> Result {
    try await withHTTPClient(RegistryClient.options, environment: [:]) { http in
        let client = try RegistryClient(
            client: http, reference: reference, credentials: credentials, renew: renew,
            retry: RetryPolicy(sleep: { _ in }), pieceSize: pieceSize, patience: patience)
        return try await body(client)
    }
}

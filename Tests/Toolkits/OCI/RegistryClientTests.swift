import RecuaCore
import RecuaHTTP
import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaOCI

extension String {
    var base64: String { Base64.encoded(Array(utf8)) }
}

@Suite struct RegistryClientTests {
    @Test(arguments: [FakeRegistry.Fault?.none] + FakeRegistry.Fault.allCases.map { $0 })
    func `whatever goes wrong once, the image arrives whole`(fault: FakeRegistry.Fault?) async throws {
        let login: FakeRegistry.Login = fault == .forgetsTokens || fault == .sendsElsewhere ? .bearer : .none
        let registry = FakeRegistry(fault: fault, login: login)
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                if fault == .sendsElsewhere {
                    let port = host.split(separator: ":").last ?? ""
                    registry.state.withLock { $0.elsewhere = "http://localhost:\(port)" }
                }
                let image = try await folder.image(weights: noise(3_000_000))
                let summary = try await push(image, to: "\(host)/llamas", folder)
                #expect(summary.sent + summary.wereThere == 3)
                let state = registry.state.withLock { $0 }
                #expect(
                    Set(state.blobs.keys) == Set(([image.config] + image.layers.map(\.blob)).map { "\($0.digest)" }))
                #expect(state.manifests["chat"] == Array(image.manifestText.utf8))
                #expect(state.strangersSaw.isEmpty)
                let uploadsBefore = state.uploads
                let again = try await push(image, to: "\(host)/llamas", folder)
                #expect(again.sentBytes == 0)
                #expect(registry.state.withLock { $0.uploads } == uploadsBefore)
            }
        }
    }

    @Test(arguments: [FakeRegistry.Login.basic, .bearer])
    func `the registry is asked what it wants before anything is sent`(login: FakeRegistry.Login) async throws {
        let registry = FakeRegistry(login: login)
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image()
                _ = try await push(image, to: "\(host)/llamas", folder)
                let requests = registry.state.withLock { $0.requests }
                #expect(requests.first == "GET /v2/")
                #expect(registry.state.withLock { $0.uploads } == 3)
                let error = await #expect(throws: Diagnostic.self) {
                    try await push(
                        image, to: "\(host)/llamas", folder,
                        credentials: .init(username: "ana", password: "wrong-secret"))
                }
                #expect(error?.code == "registry.denied")
                #expect(error?.help?.contains("docker login \(host)") == true)
                #expect("\(String(describing: error))".contains("wrong-secret") == false)
            }
        }
    }

    @Test func `a layer is mounted from the repository it was sent to before`() async throws {
        let registry = FakeRegistry()
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image()
                _ = try await push(image, to: "\(host)/one", folder)
                registry.state.withLock { $0.blobs = [:] }
                let summary = try await push(image, to: "\(host)/two", folder)
                #expect(summary.mounted == 3)
                #expect(summary.sentBytes == 0)
            }
        }
    }

    @Test func `a file that changed since the image was made is not published`() async throws {
        let registry = FakeRegistry()
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image(weights: noise(3_000_000))
                try Files.write(noise(3_000_000, seed: 9), to: image.layers[1].entries[0].source.path)
                let error = await #expect(throws: Diagnostic.self) {
                    try await push(image, to: "\(host)/llamas", folder)
                }
                #expect(error?.code == "store.changed")
                let state = registry.state.withLock { $0 }
                #expect(state.manifests.isEmpty)
                #expect(state.blobs["\(image.layers[1].blob.digest)"] == nil)
            }
        }
    }

    @Test func `a repository that is missing is named`() async throws {
        try await withScratchFolder { folder in
            try await withFakeRegistry(FakeRegistry()) { host in
                let error = await #expect(throws: Diagnostic.self) {
                    try await push(folder.image(), to: "\(host)/missing", folder)
                }
                #expect(error?.code == "registry.repository-missing")
            }
        }
    }

    @Test func `two images pushed at once send what they share once`() async throws {
        let registry = FakeRegistry()
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let images = [try await folder.image(), try await folder.image(engine: SampleProgram.elf(size: 9000))]
                let gate = KeyedGate()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for image in images {
                        group.addTask { _ = try await push(image, to: "\(host)/llamas", folder, gate: gate) }
                    }
                    try await group.waitForAll()
                }
                // Two engines, two configurations, one file of weights.
                #expect(registry.state.withLock { $0.uploads } == 5)
            }
        }
    }

    @Test func `a pulled blob is what its digest says, or is refused`() async throws {
        let registry = FakeRegistry()
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image()
                _ = try await push(image, to: "\(host)/llamas", folder)
                let reference = try ImageReference("\(host)/llamas:chat")
                let other = Store(root: folder.path("other"))
                let found = try await withClient(reference) { client in
                    try await RegistryImage(reference, in: client).image(for: .amd64, store: other)
                }
                #expect(found.digest == image.manifest.digest)
                let layer = image.layers[0].blob
                registry.state.withLock { $0.blobs["\(layer.digest)"]?[100] ^= 1 }
                let error = await #expect(throws: Diagnostic.self) {
                    try await withClient(reference) { try await $0.pull(layer, from: "llamas", store: other) }
                }
                #expect(error?.code == "registry.digest")
                #expect(other.file(layer.digest) == nil)
                #expect(try Files.list("\(other.root)/partial").isEmpty)
            }
        }
    }

    @Test func `one file is taken out of an image`() async throws {
        try await withScratchFolder { folder in
            try await ImageLayout.write(image: folder.image(), to: folder.path("layout"), store: folder.store)
            let layout = try ImageLayout(folder.path("layout"))
            let file = try await layout.file(at: ["nowhere", "opt/recua/engine"], for: .amd64, store: folder.store)
            #expect(try Files.read(file.path) == SampleProgram.elf())
            await #expect(throws: Diagnostic.self) {
                try await layout.file(at: ["nowhere"], for: .amd64, store: folder.store)
            }
        }
    }

    private func push(
        _ image: Image, to repository: String, _ folder: ScratchFolder,
        credentials: RegistryCredentials = RegistryCredentials(username: "ana", password: FakeRegistry.password),
        gate: KeyedGate = KeyedGate()
    ) async throws -> ImagePush.Summary {
        let reference = try ImageReference(repository)
        return try await withClient(reference, credentials) { client in
            try await ImagePush(to: reference.name, of: client, store: folder.store, gate: gate).run(image, tag: "chat")
        }
    }

    /// Retries without waiting.
    private func withClient<Result: Sendable>(
        _ reference: ImageReference, _ credentials: RegistryCredentials? = nil,
        _ body: (RegistryClient) async throws -> Result
    ) async throws -> Result {
        try await withHTTPClient(RegistryClient.options, environment: [:]) { http in
            let client = try RegistryClient(
                client: http, reference: reference, credentials: credentials, retry: RetryPolicy(sleep: { _ in }))
            return try await body(client)
        }
    }
}

import RecuaCore
import RecuaHTTP
import RecuaOCI
import RecuaRegistries

/// Gets what an image is made of besides the model: its base, and the Lambda Web Adapter.
struct ImageFetching {
    /// The published adapter, for both architectures.
    static let adapterImage = "public.ecr.aws/awsguru/aws-lambda-adapter:1.0.0"

    static let variables =
        RegistryLogin.variables + [
            "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
        ]

    let host: StepHost
    let folder: String
    let architecture: Architecture

    /// - Parameter folder: where relative paths of the manifest start.
    init(_ host: StepHost, folder: String, _ architecture: Architecture) {
        self.host = host
        self.folder = folder
        self.architecture = architecture
    }

    func base(_ choice: BaseChoice) async throws -> BaseImage {
        switch choice {
        case .scratch: return .scratch
        case .layout(let path):
            let layout = try ImageLayout(Files.resolve(path, in: folder))
            return told(try await BaseImage(from: layout, architecture: architecture, store: host.store))
        case .reference(let text): return told(try await base(at: try ImageReference(text)))
        }
    }

    /// A tag is asked for again each time, since it may move on; what a digest stands for is kept.
    private func base(at reference: ImageReference) async throws -> BaseImage {
        let pinned = try await pinned(reference, isFixed: false)
        let key = Digest(of: "\(pinned.origin) \(architecture)")
        if let known = try? host.store.record("bases", key)?.decode(BaseImage.self), known.isComplete { return known }
        let base = try await withRegistryImage(pinned) { image in
            try await BaseImage(
                from: image, architecture: architecture, store: host.store, origin: pinned.origin)
        }
        try? host.store.setRecord("bases", key, JSON(encoding: base))
        return base
    }

    private func told(_ base: BaseImage) -> BaseImage {
        for layer in base.layers where layer.file?.sha256 != layer.blob.digest {
            host.log("layer \(layer.diffID) of the base is plain tar; it travels as gzip, since Lambda takes no other")
        }
        return base
    }
}

extension ImageFetching {
    /// The adapter's program, and the image it was taken from.
    struct Adapter: Sendable, Hashable {
        var file: StoredFile
        /// Nil for a file of the user's.
        var origin: String?
    }

    /// - Returns: nil when the image is to have none.
    func adapter(_ choice: AdapterChoice, for target: String) async throws -> Adapter? {
        switch choice {
        case .none: return nil
        case .automatic: return target == "lambda" ? try await adapter(in: Self.adapterImage) : nil
        case .reference(let text): return try await adapter(in: text)
        case .path(let path):
            return Adapter(file: try host.store.digest(ofLocalFile: Files.resolve(path, in: folder)), origin: nil)
        }
    }

    /// Its tag names a version, so that it is asked for once; from then on its digest counts.
    ///
    /// - Throws: ``Diagnostic`` with the code of what failed, `image.moved` for one.
    private func adapter(in text: String) async throws -> Adapter {
        do {
            let reference = try await pinned(try ImageReference(text), isFixed: true)
            host.log("the Lambda Web Adapter is \(reference)")
            return Adapter(file: try await adapterFile(reference), origin: reference.origin)
        } catch let failure as Diagnostic where failure.code != "image.moved" {
            let instead = "download its program and write `image: { adapter: { path: FILE } }`"
            throw Diagnostic(
                failure.code, "the Lambda Web Adapter cannot be taken from `\(text)`",
                help: "\(failure.help ?? "check the network"); or \(instead)", cause: failure
            )
        }
    }

    private func adapterFile(_ reference: ImageReference) async throws -> StoredFile {
        let key = Digest(of: "\(reference.origin) \(architecture)")
        if let known = host.store.record("adapters", key)?["sha256"]?.string.flatMap({ Digest($0) }),
            let file = host.store.file(known)
        {
            return file
        }
        let file = try await withRegistryImage(reference) { image in
            let places = ["lambda-adapter", "opt/extensions/lambda-adapter"]
            return try await image.file(at: places, for: architecture, store: host.store)
        }
        try? host.store.setRecord("adapters", key, ["sha256": .string(file.sha256.hex)])
        return file
    }
}

extension ImageFetching {
    /// The reference with the digest that its tag leads to.
    ///
    /// - Parameter isFixed: true when what the tag led to before is as good.
    private func pinned(_ reference: ImageReference, isFixed: Bool) async throws -> ImageReference {
        if reference.digest != nil { return reference }
        let key = Digest(of: "\(reference)")
        var pinned = reference
        pinned.digest = host.store.record("tags", key)?["sha256"]?.string.flatMap { Digest($0) }
        if pinned.digest != nil, isFixed || host.isOffline { return pinned }
        let digest = try await withRegistryImage(reference) { try await $0.manifest().digest }
        try? host.store.setRecord("tags", key, ["sha256": .string(digest.hex)])
        pinned.digest = digest
        return pinned
    }

    /// What the image's name stands for now: the digest and the size of the manifest or index that its tag leads to.
    func pin(_ text: String) async throws -> Pin {
        let document = try await withRegistryImage(try ImageReference(text)) { try await $0.manifest() }
        return Pin(sha256: document.digest, size: Int64(document.size))
    }

    /// - Throws: ``Diagnostic`` `image.moved` when the tag stands for another image now, and the one that the digest names
    ///   is gone; what the registry's failures are called otherwise.
    private func withRegistryImage<Result: Sendable>(
        _ reference: ImageReference, _ body: (RegistryImage) async throws -> Result
    ) async throws -> Result {
        do {
            return try await withReachable(reference, body)
        } catch let missing as Diagnostic where missing.code == "registry.missing" {
            throw await moved(reference, missing) ?? missing
        }
    }

    private func moved(_ reference: ImageReference, _ missing: Diagnostic) async -> Diagnostic? {
        var tagged = reference
        tagged.digest = nil
        guard reference.tag != nil, let digest = reference.digest,
            let now = try? await withReachable(tagged, { try await $0.manifest().digest }), now != digest
        else { return nil }
        return Diagnostic(
            "image.moved",
            "`\(tagged)` is pinned to \(digest), which the registry does not have any more: the tag stands for \(now) now",
            help: "bring the old image back; or take the new one: recua lock --update, or its digest in the manifest",
            cause: missing)
    }

    private func withReachable<Result: Sendable>(
        _ reference: ImageReference, _ body: (RegistryImage) async throws -> Result
    ) async throws -> Result {
        guard !host.isOffline else {
            throw Diagnostic(
                "image.offline", "`\(reference)` is not in the store, and the network is not to be used",
                help: "run the command once without `--offline`")
        }
        let credentials = try await RegistryLogin(environment: host.environment).credentials(for: reference.host)
        return try await withHTTPClient(RegistryClient.options, environment: host.environment) { client in
            let registry = try RegistryClient(client: client, reference: reference, credentials: credentials)
            return try await body(RegistryImage(reference, in: registry))
        }
    }
}

extension ImageReference {
    /// `host/name@sha256:…`: what it is, whatever tag led there.
    fileprivate var origin: String { repository + (digest.map { "@\($0)" } ?? "") }
}

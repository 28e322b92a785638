import RecuaCore
import RecuaFetch
import RecuaTestSupport
import Testing

/// Against Debian's registry, with artifacts as other tools push them.
@Suite(.timeLimit(.minutes(2))) struct ArtifactTests {
    private let content = SampleModel.weights(padding: 20_000)

    @Test(arguments: ArtifactKind.allCases)
    func `a model kept in a registry is fetched by what its manifest says`(kind: ArtifactKind) async throws {
        try await withRegistry { folder, registry in
            let artifacts = ArtifactPusher(registry.host)
            try await artifacts.push(kind.layers(content), config: kind.config, to: "models/tiny", tag: "1")
            let fetching = try Fetching(folder)
            let file = try await fetching.weights(Source(url: "oci://\(registry.host)/models/tiny:1"))
            #expect(file.sha256 == Digest(of: content))
            #expect(file.name == "tiny.gguf")
        }
    }

    @Test func `a file that is there is not sent again, and a pinned artifact is not asked for`() async throws {
        try await withRegistry { folder, registry in
            let artifacts = ArtifactPusher(registry.host)
            let layers = ArtifactKind.docker.layers(content)
            let digest = try await artifacts.push(layers, to: "models/tiny", tag: "1")
            let fetching = try Fetching(folder)
            let stored = try fetching.host.store.add(content)
            #expect(try await fetching.weights(Source(url: "oci://\(registry.host)/models/tiny:1")).path == stored.path)
            let pinned = Source(url: "oci://\(registry.host)/models/tiny@\(digest)")
            #expect(try await fetching.weights(pinned).path == stored.path)
        }
    }

    @Test func `an index of one artifact is that artifact`() async throws {
        try await withRegistry { folder, registry in
            let artifacts = ArtifactPusher(registry.host)
            let digest = try await artifacts.push(ArtifactKind.docker.layers(content), to: "models/tiny", tag: "one")
            try await artifacts.pushIndex(of: [digest], to: "models/tiny", tag: "index")
            let other = try await artifacts.push(ArtifactKind.oras.layers(content), to: "models/tiny", tag: "two")
            try await artifacts.pushIndex(of: [digest, other], to: "models/tiny", tag: "both")
            let fetching = try Fetching(folder)
            let file = try await fetching.weights(Source(url: "oci://\(registry.host)/models/tiny:index"))
            #expect(file.sha256 == Digest(of: content))
            let error = await #expect(throws: Diagnostic.self) {
                try await fetching.weights(Source(url: "oci://\(registry.host)/models/tiny:both"))
            }
            #expect(error?.code == "fetch.ambiguous-artifact")
            #expect(error?.help?.contains("@\(digest)") == true)
        }
    }

    @Test func `of several files the one that is named is fetched, else the only GGUF, else they are told`()
        async throws
    {
        try await withRegistry { folder, registry in
            let artifacts = ArtifactPusher(registry.host)
            let other = SampleModel.weights(name: "Other")
            let readme = ArtifactPusher.Layer(Array("# Tiny".utf8), "text/markdown", title: "README.md")
            let layers = [("a/q4.gguf", content), ("a/q8.gguf", other)].map {
                ArtifactPusher.Layer($1, "application/octet-stream", title: $0)
            }
            try await artifacts.push([layers[0], readme], to: "models/tiny", tag: "one")
            try await artifacts.push(layers + [readme], to: "models/tiny", tag: "two")
            let fetching = try Fetching(folder)
            func fetch(_ end: String) async throws -> Model.File {
                try await fetching.weights(Source(url: "oci://\(registry.host)/models/tiny:\(end)"))
            }
            #expect(try await fetch("one").sha256 == Digest(of: content))
            let named = try await fetch("two#q8.gguf")
            #expect(named.sha256 == Digest(of: other))
            #expect(named.name == "q8.gguf")
            let ambiguous = await #expect(throws: Diagnostic.self) { try await fetch("two") }
            #expect(ambiguous?.code == "fetch.ambiguous-artifact")
            #expect(ambiguous?.message.contains("`a/q4.gguf`, `a/q8.gguf`") == true)
            #expect(ambiguous?.help?.hasSuffix("models/tiny:two#a/q4.gguf`") == true)
            let missing = await #expect(throws: Diagnostic.self) { try await fetch("two#a/q5.gguf") }
            #expect(missing?.code == "fetch.not-found")
            #expect(missing?.help == "did you mean `#a/q4.gguf`?")
        }
    }

    @Test(arguments: [
        ("application/vnd.cncf.model.weight.v1.tar", nil, "oci.tar", "tar archive"),
        ("application/vnd.cncf.model.weight.v1.tar+zstd", nil, "fetch.unsupported", "zstd"),
        ("application/vnd.oci.image.layer.v1.tar+gzip", nil, "fetch.unsupported", "container image"),
        ("application/vnd.cncf.model.doc.v1.raw", "README.md", "fetch.not-found", "holds no model, but `README.md`"),
    ])
    func `what holds no model file is told`(type: String, title: String?, code: String, words: String) async throws {
        try await withRegistry { folder, registry in
            let isImage = type.contains("image.layer")
            let config = isImage ? "application/vnd.oci.image.config.v1+json" : "application/vnd.oci.empty.v1+json"
            try await ArtifactPusher(registry.host).push(
                [.init(content, type, title: title)], config: config, to: "models/tiny", tag: "1")
            let error = await #expect(throws: Diagnostic.self) {
                try await Fetching(folder).weights(Source(url: "oci://\(registry.host)/models/tiny:1"))
            }
            #expect(error?.code == code)
            #expect(error?.message.contains(words) == true)
        }
    }

    @Test func `another file under the tag is told before anything is downloaded`() async throws {
        try await withRegistry { folder, registry in
            try await ArtifactPusher(registry.host).push(
                ArtifactKind.docker.layers(content), to: "models/tiny", tag: "1")
            let error = await #expect(throws: Diagnostic.self) {
                try await Fetching(folder).weights(
                    Source(url: "oci://\(registry.host)/models/tiny:1", sha256: Digest(of: "x")))
            }
            #expect(error?.code == "fetch.upstream-changed")
            #expect(error?.message.contains("\(Digest(of: "x")) → \(Digest(of: content))") == true)
        }
    }

    @Test func `an artifact that is not there is told with its name`() async throws {
        try await withRegistry { folder, registry in
            let error = await #expect(throws: Diagnostic.self) {
                try await Fetching(folder).weights(Source(url: "oci://\(registry.host)/models/none:1"))
            }
            #expect(error?.code.hasPrefix("registry.") == true)
            #expect(error?.message.contains("models/none") == true)
        }
    }

    private func withRegistry(_ body: @Sendable (ScratchFolder, DockerRegistry) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { try await body(folder, $0) }
        }
    }
}

/// Whose artifact it is.
enum ArtifactKind: String, Sendable, CaseIterable {
    case docker, modelPack, oldModelPack, oras, bare

    var config: String {
        switch self {
        case .docker: "application/vnd.docker.ai.model.config.v0.1+json"
        case .modelPack: "application/vnd.cncf.model.config.v1+json"
        case .oldModelPack: "application/vnd.cnai.model.config.v1+json"
        case .oras, .bare: "application/vnd.oci.empty.v1+json"
        }
    }

    /// A model and what comes with it.
    func layers(_ content: [UInt8]) -> [ArtifactPusher.Layer] {
        let license = Array("Apache License".utf8)
        switch self {
        case .docker:
            return [
                .init(content, "application/vnd.docker.ai.gguf.v3"),
                .init(license, "application/vnd.docker.ai.license"),
                .init(license, "application/vnd.docker.ai.mmproj"),
            ]
        case .modelPack, .oldModelPack:
            let owner = self == .modelPack ? "cncf" : "cnai"
            return [
                .init(
                    content, "application/vnd.\(owner).model.weight.v1.raw",
                    annotations: ["org.\(owner).model.filepath": "weights/model.gguf"]),
                .init(
                    license, "application/vnd.\(owner).model.doc.v1.raw",
                    annotations: ["org.\(owner).model.filepath": "LICENSE"]),
                .init(
                    Array("{}".utf8), "application/vnd.\(owner).model.weight.config.v1.raw",
                    annotations: ["org.\(owner).model.filepath": "config.json"]),
            ]
        case .oras: return [.init(content, "application/vnd.oci.image.layer.v1.tar", title: "model.gguf")]
        case .bare: return [.init(content, "application/octet-stream")]
        }
    }
}

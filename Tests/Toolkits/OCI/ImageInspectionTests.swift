import HTTPTypes
import Hummingbird
import NIOCore
import RecuaCore
import RecuaHTTP
import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaOCI

@Suite struct ImageInspectionTests {
    @Test func `an image in a registry is looked at as it streams by, and nothing of it is kept`() async throws {
        try await withScratchFolder { folder in
            let image = try await folder.image()
            try await withFakeRegistry(FakeRegistry()) { host in
                try await folder.push(image, to: "\(host)/llamas")
                let store = Store(root: folder.path("other"))
                let found = try await inspect("\(host)/llamas:chat", store: store)
                #expect(found.digest == image.manifest.digest)
                #expect(found.findings.isEmpty)
                #expect(found.subject.layers.map(\.role) == ["engine", "weights"])
                #expect(found.subject.uncompressedSize == image.layers.reduce(0) { $0 + $1.uncompressedSize })
                #expect(found.subject.layers[0].programs == ["opt/recua/engine": .elf(machine: 0x3E)])
                #expect(!Files.exists(store.root))
            }
        }
    }

    @Test(arguments: [true, false])
    func `a connection that breaks is no reason to begin anew, unless the registry knows no parts`(hasParts: Bool)
        async throws
    {
        try await withScratchFolder { folder in
            let image = try await folder.image()
            let registry = FakeRegistry()
            let weights = image.layers[1].blob
            let asked = Mutex<[String?]>([])
            try await withHTTPServer { request, channel in
                guard request.uri.path.hasSuffix("\(weights.digest)"), request.method == .get else {
                    return try await registry.answer(request, channel, origin: "")
                }
                let bytes = registry.state.withLock { $0.blobs["\(weights.digest)"] ?? [] }
                asked.withLock { $0.append(request.headers[.range]) }
                if asked.withLock({ $0.count }) == 1 { return half(of: bytes) }
                return hasParts ? rest(of: bytes, request) : Response(status: .ok, body: body(bytes[...]))
            } _: { origin in
                let host = String(origin.dropFirst("http://".count))
                try await folder.push(image, to: "\(host)/llamas")
                let found = try await inspect("\(host)/llamas:chat", store: Store(root: folder.path("other")))
                #expect(found.findings.isEmpty, "\(found.findings)")
                let ranges = asked.withLock { $0 }
                #expect(ranges.count == 2 && ranges[0] == nil && ranges[1]?.hasPrefix("bytes=") == true)
            }
        }
    }

    /// What becomes of a layer on its way.
    enum Damage: String, CaseIterable {
        case flipped, longer, cutOff, gone, unpacked

        var code: String {
            switch self {
            case .flipped, .cutOff, .gone: "image.lint.damage"
            case .longer: "image.lint.damage"
            case .unpacked: "image.lint.layer-format"
            }
        }
    }

    @Test(arguments: Damage.allCases) func `a damaged layer of a layout is found`(damage: Damage) async throws {
        try await withScratchFolder { folder in
            let image = try await folder.image()
            try await ImageLayout.write(image: image, to: folder.path("layout"), store: folder.store)
            let name = "layout/blobs/sha256/\(image.layers[1].blob.digest.hex)"
            var bytes = try Files.read(folder.path(name))
            switch damage {
            case .flipped: bytes[1000] ^= 1
            case .longer: bytes += [1, 2, 3]
            case .cutOff: bytes.removeLast(1000)
            case .gone: bytes = []
            case .unpacked:
                var tar: [UInt8] = []
                try GzipReader.forEachChunk(of: folder.path(name)) { tar += $0 }
                bytes = tar
            }
            try Files.remove(folder.path(name))
            if damage != .gone { try folder.write(bytes, to: name) }
            let findings = try await ImageInspection(ImageLayout(folder.path("layout")), store: folder.store).findings
            #expect(findings.map(\.code).contains(damage.code), "\(findings)")
            #expect(findings.allSatisfy { $0.severity == .error })
        }
    }

    @Test func `an index is refused by its name, and each of its images is looked at by itself`() async throws {
        try await withScratchFolder { folder in
            let layout = try await folder.index(of: [.amd64, .arm64])
            let named = try await ImageInspection(layout, store: folder.store)
            #expect(named.findings.map(\.code) == ["image.lint.index"])
            #expect(named.variants.map(\.architecture) == ["amd64", "arm64"])
            for architecture in Architecture.allCases {
                let one = try await ImageInspection(layout, architecture: architecture, store: folder.store)
                #expect(one.findings.isEmpty, "\(one.findings)")
                #expect(one.subject.config?["architecture"] == .string(architecture.rawValue))
                #expect(named.variants.map(\.digest).contains(one.digest))
            }
            let half = try await folder.index(of: [.amd64])
            #expect(try await ImageInspection(half, store: folder.store).findings.isEmpty)
            let error = await #expect(throws: Diagnostic.self) {
                _ = try await ImageInspection(
                    try await folder.index(of: [.amd64, .amd64]), architecture: .arm64, store: folder.store)
            }
            #expect(error?.code == "oci.architecture")
        }
    }

    @Test func `without its layers an image is known by its documents`() async throws {
        try await withScratchFolder { folder in
            let image = try await folder.image()
            try await ImageLayout.write(image: image, to: folder.path("layout"), store: folder.store)
            for layer in image.layers { try Files.remove(folder.path("layout/blobs/sha256/\(layer.blob.digest.hex)")) }
            let layout = try ImageLayout(folder.path("layout"))
            let found = try await ImageInspection(layout, depth: .documents, store: folder.store)
            #expect(found.findings.isEmpty && found.subject.uncompressedSize == nil)
            #expect(found.subject.layers.map(\.blob) == image.layers.map(\.blob))
        }
    }

    @Test func `what is no image is told from one`() async throws {
        try await withScratchFolder { folder in
            let image = try await folder.image()
            try await ImageLayout.write(image: image, to: folder.path("layout"), store: folder.store)
            var manifest = try JSON(parsing: image.manifestText)
            manifest["config"]?["mediaType"] = "application/vnd.docker.ai.model.config.v0.1+json"
            try replace(image, by: manifest, in: folder)
            let found = try await ImageInspection(ImageLayout(folder.path("layout")), store: folder.store)
            #expect(found.findings.map(\.code).contains("image.lint.config"))
        }
    }

    @Test(arguments: [-1, (1 << 46) + 1, .max] as [Int64]) func `a layer of a size that none can have is refused`(
        size: Int64
    ) async throws {
        try await withScratchFolder { folder in
            let image = try await folder.image()
            try await ImageLayout.write(image: image, to: folder.path("layout"), store: folder.store)
            var manifest = try JSON(parsing: image.manifestText)
            let layers = (manifest["layers"]?.array ?? []).map { layer in
                var layer = layer
                layer["size"] = .integer(size)
                return layer
            }
            manifest["layers"] = .array(layers)
            try replace(image, by: manifest, in: folder)
            let error = await #expect(throws: Diagnostic.self) {
                try await ImageInspection(
                    ImageLayout(folder.path("layout")), depth: .documents, store: folder.store)
            }
            #expect(error?.code == "oci.no-image")
        }
    }

    /// The layout in `folder` with another manifest in it.
    private func replace(_ image: Image, by manifest: JSON, in folder: ScratchFolder) throws {
        let text = manifest.text()
        try folder.write(text, to: "layout/blobs/sha256/\(Digest(of: text).hex)")
        let index = try Files.readText(folder.path("layout/index.json"))
        try folder.write(
            index.replacing("\(image.manifest.digest)", with: "\(Digest(of: text))"), to: "layout/index.json")
    }

    private func inspect(_ name: String, store: Store) async throws -> ImageInspection {
        let reference = try ImageReference(name)
        return try await withRegistryClient(reference, .ana) { client in
            try await ImageInspection(RegistryImage(reference, in: client), store: store)
        }
    }
}

private func body(_ bytes: ArraySlice<UInt8>) -> ResponseBody { .init(byteBuffer: ByteBuffer(bytes: bytes)) }

/// Half of the bytes, then the end of the connection.
private func half(of bytes: [UInt8]) -> Response {
    struct Broken: Error {}
    return Response(
        status: .ok, headers: [.contentLength: "\(bytes.count)"],
        body: .init { writer in
            try await writer.write(ByteBuffer(bytes: bytes.prefix(bytes.count / 2)))
            throw Broken()
        })
}

private func rest(of bytes: [UInt8], _ request: Request) -> Response {
    let start = request.headers[.range].flatMap { Int($0.dropFirst("bytes=".count).dropLast()) } ?? 0
    return Response(
        status: .partialContent,
        headers: [.contentRange: "bytes \(start)-\(bytes.count - 1)/\(bytes.count)"], body: body(bytes[start...]))
}

extension ScratchFolder {
    /// A layout with one image without a name for each architecture.
    fileprivate func index(of architectures: [Architecture]) async throws -> ImageLayout {
        var entries: [JSON] = []
        let folder = path("index-\(architectures.map(\.rawValue).joined(separator: "-"))")
        try Files.remove(folder)
        for architecture in architectures {
            let machine = architecture == .amd64 ? SampleProgram.amd64 : SampleProgram.arm64
            let image = try await image(engine: SampleProgram.elf(machine: machine), architecture: architecture)
            try await ImageLayout.write(image: image, to: "\(folder)-one", store: store)
            var entry = ImageLayout.index(of: image, name: "")["manifests"]?[0] ?? .null
            entry["annotations"] = nil
            entries.append(entry)
            try Files.createFolder("\(folder)/blobs/sha256")
            for name in try Files.list("\(folder)-one/blobs/sha256") {
                try Files.write(
                    Files.read("\(folder)-one/blobs/sha256/\(name)"), to: "\(folder)/blobs/sha256/\(name)")
            }
        }
        let index: JSON = ["schemaVersion": 2, "mediaType": .string(MediaType.index), "manifests": .array(entries)]
        try Files.write(index.text(), to: "\(folder)/index.json")
        try Files.write("{\"imageLayoutVersion\":\"1.0.0\"}", to: "\(folder)/oci-layout")
        return try ImageLayout(folder)
    }
}

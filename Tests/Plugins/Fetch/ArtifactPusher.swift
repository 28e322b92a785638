import RecuaCore
import RecuaTestSupport

/// Pushes artifacts of any make, by the distribution specification alone.
struct ArtifactPusher: Sendable {
    struct Layer: Sendable {
        var content: [UInt8]
        var mediaType: String
        var annotations: [String: String]

        init(_ content: [UInt8], _ mediaType: String, title: String? = nil, annotations: [String: String] = [:]) {
            self.content = content
            self.mediaType = mediaType
            self.annotations = annotations
            if let title { self.annotations["org.opencontainers.image.title"] = title }
        }

        fileprivate var descriptor: JSON {
            var json: JSON = [
                "mediaType": .string(mediaType), "digest": .string("\(Digest(of: content))"),
                "size": .integer(Int64(content.count)),
            ]
            if !annotations.isEmpty { json["annotations"] = .object(annotations.mapValues { .string($0) }) }
            return json
        }
    }

    private static let manifest = "application/vnd.oci.image.manifest.v1+json"
    private static let index = "application/vnd.oci.image.index.v1+json"
    private let host: String

    init(_ host: String) { self.host = host }

    /// - Returns: the manifest's digest.
    @discardableResult
    func push(
        _ layers: [Layer], config: String = "application/vnd.oci.empty.v1+json", to name: String, tag: String
    ) async throws -> Digest {
        let empty = Layer(Array("{}".utf8), config)
        for layer in layers + [empty] { try await put(layer.content, name) }
        return try await putManifest(
            [
                "schemaVersion": 2, "mediaType": .string(Self.manifest), "config": empty.descriptor,
                "layers": .array(layers.map(\.descriptor)),
            ], Self.manifest, name, tag)
    }

    @discardableResult
    func pushIndex(of manifests: [Digest], to name: String, tag: String) async throws -> Digest {
        let entries: [JSON] = manifests.map {
            ["mediaType": .string(Self.manifest), "digest": .string("\($0)"), "size": 2]
        }
        return try await putManifest(
            ["schemaVersion": 2, "mediaType": .string(Self.index), "manifests": .array(entries)], Self.index, name, tag)
    }

    private func put(_ content: [UInt8], _ name: String) async throws {
        let script = """
            import sys, urllib.request, urllib.parse
            host, name, digest = sys.argv[1:]
            request = urllib.request.Request(f"http://{host}/v2/{name}/blobs/uploads/", b"", method="POST")
            place = urllib.parse.urljoin(request.full_url, urllib.request.urlopen(request).headers["Location"])
            place += ("&" if "?" in place else "?") + urllib.parse.urlencode({"digest": digest})
            body = bytes.fromhex(sys.stdin.read())
            headers = {"Content-Type": "application/octet-stream"}
            urllib.request.urlopen(urllib.request.Request(place, body, headers, method="PUT"))
            """
        let digits = Array("0123456789abcdef")
        let hex = String(content.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
        _ = try await TestTools.python(script, [host, name, "\(Digest(of: content))"], input: hex)
    }

    private func putManifest(_ json: JSON, _ type: String, _ name: String, _ tag: String) async throws -> Digest {
        let script = """
            import sys, urllib.request
            url, kind = sys.argv[1:]
            body = sys.stdin.buffer.read()
            urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": kind}, method="PUT"))
            """
        let text = json.text()
        _ = try await TestTools.python(script, ["http://\(host)/v2/\(name)/manifests/\(tag)", type], input: text)
        return Digest(of: text)
    }
}

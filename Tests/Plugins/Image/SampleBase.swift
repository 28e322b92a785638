import RecuaCore
import RecuaOCI
import RecuaTestSupport

/// An image as others make them, put together by hand: one variant or several, of any media types.
struct SampleBase {
    struct Variant {
        var architecture: String
        var layers: [(mediaType: String, bytes: [UInt8], diffID: Digest)]
    }

    private let folder: ScratchFolder
    private let name: String
    private(set) var variants: [Variant] = []

    /// - Parameter name: tells its files from those of others in the folder.
    init(in folder: ScratchFolder, named name: String = "base") {
        self.folder = folder
        self.name = name
    }

    /// Adds a variant of one layer, made by the system's tar.
    ///
    /// - Parameter files: their content, by path.
    mutating func add(
        _ architecture: Architecture, _ files: [String: [UInt8]], mediaType: String = MediaType.gzipLayer
    ) async throws {
        let tree = "\(name)-tree-\(variants.count)"
        for (path, bytes) in files { try folder.write(bytes, to: "\(tree)/\(path)", mode: 0o755) }
        let plain = folder.path("\(tree).tar")
        try await SampleBuild.tool("tar", ["-C", folder.path(tree), "--format", "gnu", "-cf", plain, "."])
        let diffID = try Store.digest(ofFile: plain)
        if mediaType.hasSuffix("gzip") { try await SampleBuild.tool("gzip", [plain]) }
        let bytes = try Files.read(mediaType.hasSuffix("gzip") ? plain + ".gz" : plain)
        variants.append(Variant(architecture: "\(architecture)", layers: [(mediaType, bytes, diffID)]))
    }

    /// Writes a layout named `base`: an index of its variants when there are several.
    func layout(at name: String = "base") throws -> String {
        var entries: [JSON] = []
        for variant in variants {
            let layers = try variant.layers.map { try blob($0.bytes, $0.mediaType, name) }
            let config: JSON = [
                "architecture": .string(variant.architecture), "os": "linux",
                "config": [
                    "Env": ["FROM=base", "PATH=/bin"], "WorkingDir": "/srv", "User": "7", "Labels": ["a": "base"],
                ],
                "rootfs": ["type": "layers", "diff_ids": .array(variant.layers.map { .string("\($0.diffID)") })],
            ]
            let manifest: JSON = [
                "schemaVersion": 2, "mediaType": .string(MediaType.manifest),
                "config": try blob(Array(config.text().utf8), MediaType.config, name), "layers": .array(layers),
            ]
            var entry = try blob(Array(manifest.text().utf8), MediaType.manifest, name)
            entry["platform"] = ["os": "linux", "architecture": .string(variant.architecture)]
            entries.append(entry)
        }
        if entries.count > 1 {
            entries = [try blob(Array(index(entries).text().utf8), MediaType.index, name)]
        }
        entries[0]["annotations"] = ["org.opencontainers.image.ref.name": "base"]
        try folder.write(index(entries).text(), to: "\(name)/index.json")
        try folder.write(#"{"imageLayoutVersion":"1.0.0"}"#, to: "\(name)/oci-layout")
        return folder.path(name)
    }

    /// Sends it to a registry with all its variants.
    ///
    /// - Parameter format: `oci`, or `v2s2` for Docker's media types.
    /// - Returns: `host/name:tag`.
    func push(to registry: DockerRegistry, as name: String, format: String = "oci") async throws -> String {
        let layout = try layout(at: "\(self.name)-layout")
        let place = "\(registry.host)/\(name):1"
        try await SampleBuild.tool(
            "skopeo",
            ["copy", "--all", "--format", format, "--dest-tls-verify=false", "oci:\(layout):base", "docker://\(place)"])
        return place
    }

    private func index(_ entries: [JSON]) -> JSON {
        ["schemaVersion": 2, "mediaType": .string(MediaType.index), "manifests": .array(entries)]
    }

    private func blob(_ bytes: [UInt8], _ mediaType: String, _ name: String) throws -> JSON {
        let digest = Digest(of: bytes)
        try folder.write(bytes, to: "\(name)/blobs/sha256/\(digest.hex)")
        return [
            "mediaType": .string(mediaType), "digest": .string("\(digest)"), "size": .integer(Int64(bytes.count)),
        ]
    }
}

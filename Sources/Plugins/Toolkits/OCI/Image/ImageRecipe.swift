public import RecuaCore

/// What an image is made of, before its documents are written.
public struct ImageRecipe: Sendable, Hashable {
    public var architecture: Architecture
    public var base: BaseImage
    /// Above the base, in order.
    public var layers: [Image.Layer]
    public var entrypoint: [String]
    /// Put over the base's.
    public var environment: [String: String]
    /// Put over the base's.
    public var labels: [String: String]
    /// Who the server runs as; the base's if nil.
    public var user: String?
    /// Where the server starts; the base's if nil, or `/`.
    public var workingDirectory: String?
    public var port: Int
    public var modelName: String
    /// Bytes of the weights alone.
    public var weightsSize: Int64

    public init(
        architecture: Architecture, base: BaseImage = .scratch, layers: [Image.Layer], entrypoint: [String],
        environment: [String: String] = [:], labels: [String: String] = [:], user: String? = nil,
        workingDirectory: String? = nil, port: Int, modelName: String, weightsSize: Int64
    ) {
        self.architecture = architecture
        self.base = base
        self.layers = layers
        self.entrypoint = entrypoint
        self.environment = environment
        self.labels = labels
        self.user = user
        self.workingDirectory = workingDirectory
        self.port = port
        self.modelName = modelName
        self.weightsSize = weightsSize
    }

    /// The image: its documents encoded once, since their bytes are their identity.
    public func image() -> Image {
        let all = base.layers + layers
        let environment = base.environment.merging(self.environment) { _, own in own }
        let config = Document(configuration(all, environment), MediaType.config)
        let manifest = Document(manifest(all, config.blob), MediaType.manifest)
        return Image(
            manifest: manifest.blob, manifestText: manifest.text, config: config.blob, configText: config.text,
            layers: all,
            architecture: architecture.rawValue, entrypoint: entrypoint, command: [], environment: environment,
            workingDirectory: folder, modelName: modelName, weightsSize: weightsSize, port: port
        )
    }

    private var folder: String { workingDirectory ?? base.config["config"]?["WorkingDir"]?.string ?? "/" }

    private func configuration(_ layers: [Image.Layer], _ environment: [String: String]) -> JSON {
        var inner = base.config["config"] ?? [:]
        inner["Entrypoint"] = .array(entrypoint.map { .string($0) })
        inner["Cmd"] = nil
        inner["Env"] = .array(environment.sorted { $0.key < $1.key }.map { .string("\($0.key)=\($0.value)") })
        inner["WorkingDir"] = .string(folder)
        if let user { inner["User"] = .string(user) }
        inner["ExposedPorts"] = .object(["\(port)/tcp": [:]])
        let labels = base.labels.merging(self.labels) { _, own in own }
        inner["Labels"] = labels.isEmpty ? nil : .object(labels.mapValues { .string($0) })
        let diffIDs = JSON.array(layers.map { .string("\($0.diffID)") })
        return [
            "architecture": .string(architecture.rawValue), "os": "linux", "created": .string(Self.created),
            "config": inner, "rootfs": ["type": "layers", "diff_ids": diffIDs], "history": .array(history(layers)),
        ]
    }

    /// One entry a layer: optional by the specification, and wanted by several readers.
    private func history(_ layers: [Image.Layer]) -> [JSON] {
        layers.map { layer in
            [
                "created": .string(Self.created), "created_by": .string(layer.origin ?? "recua"),
                "comment": .string(([layer.role] + Self.names(of: layer)).joined(separator: " ")),
            ]
        }
    }

    /// The files of a layer, as far as somebody would read on.
    private static func names(of layer: Image.Layer) -> [String] {
        layer.entries.count <= 8 ? layer.entries.map(\.path) : ["\(layer.entries.count) files"]
    }

    private func manifest(_ layers: [Image.Layer], _ config: Image.Blob) -> JSON {
        [
            "schemaVersion": 2, "mediaType": .string(MediaType.manifest), "config": Self.descriptor(config),
            "layers": .array(layers.map(Self.descriptor)),
        ]
    }

    private static func descriptor(_ layer: Image.Layer) -> JSON {
        var descriptor = descriptor(layer.blob)
        if layer.entries.count == 1, let entry = layer.entries.first {
            let title = entry.path.split(separator: "/").last.map(String.init) ?? entry.path
            descriptor["annotations"] = ["org.opencontainers.image.title": .string(title)]
        }
        return descriptor
    }

    static func descriptor(_ blob: Image.Blob) -> JSON {
        ["mediaType": .string(blob.mediaType), "digest": .string("\(blob.digest)"), "size": .integer(blob.size)]
    }

    /// No clock: the same parts give the same image.
    private static let created = "1970-01-01T00:00:00Z"
}

/// A JSON document of an image, and the descriptor that names it.
struct Document {
    let text: String
    let blob: Image.Blob

    init(_ json: JSON, _ mediaType: String) {
        text = json.text()
        blob = Image.Blob(mediaType: mediaType, digest: Digest(of: text), size: Int64(text.utf8.count))
    }
}

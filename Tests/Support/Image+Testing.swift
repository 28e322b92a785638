public import RecuaCore

extension Image {
    /// An image without layers, for tests that only pass it on.
    public static func testing(
        digest: Digest = Digest(of: "manifest"), architecture: String = "amd64", weightsSize: Int64 = 500 << 20,
        modelName: String = "tiny"
    ) -> Image {
        Image(
            manifest: Blob(mediaType: "application/vnd.oci.image.manifest.v1+json", digest: digest, size: 2),
            manifestText: "{}",
            config: Blob(mediaType: "application/vnd.oci.image.config.v1+json", digest: Digest(of: "config"), size: 2),
            configText: "{}", layers: [], architecture: architecture, entrypoint: ["/opt/engine"], command: [],
            environment: [:], workingDirectory: nil, modelName: modelName, weightsSize: weightsSize, port: 8080
        )
    }
}

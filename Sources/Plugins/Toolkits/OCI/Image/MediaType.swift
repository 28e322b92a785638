/// Names of formats, as they stand in manifests.
public enum MediaType {
    public static let index = "application/vnd.oci.image.index.v1+json"
    public static let manifest = "application/vnd.oci.image.manifest.v1+json"
    public static let config = "application/vnd.oci.image.config.v1+json"
    public static let layer = "application/vnd.oci.image.layer.v1.tar"
    public static let gzipLayer = "application/vnd.oci.image.layer.v1.tar+gzip"
    public static let dockerList = "application/vnd.docker.distribution.manifest.list.v2+json"
    public static let dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
    public static let dockerConfig = "application/vnd.docker.container.image.v1+json"
    public static let dockerGzipLayer = "application/vnd.docker.image.rootfs.diff.tar.gzip"

    static let indexes: Set = [index, dockerList]
    static let manifests: Set = [manifest, dockerManifest]
    /// Layers that can be looked into.
    static let readable: Set = [layer, gzipLayer, dockerGzipLayer]
    static let configs: Set = [config, dockerConfig]

    /// Layers that registries need not hold: OCI's `nondistributable`, Docker's `foreign`.
    static func isForeign(_ layer: String) -> Bool {
        layer.contains(".layer.nondistributable.") || layer.contains(".rootfs.foreign.")
    }
}

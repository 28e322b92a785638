import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaOCI

/// Something that Lambda would refuse, put into an image that it would take.
struct LintFlaw: Sendable, CustomTestStringConvertible {
    let code: String
    /// True when the flaw cannot be made without breaking another rule too.
    let bringsOthers: Bool
    let apply: @Sendable (inout LintSubject) -> Void

    init(_ code: String, bringsOthers: Bool = false, _ apply: @escaping @Sendable (inout LintSubject) -> Void) {
        self.code = "image.lint.\(code)"
        self.bringsOthers = bringsOthers
        self.apply = apply
    }

    var testDescription: String { code }

    static let all = documents + blobs + contents + programs

    private static let documents = [
        LintFlaw("index") { $0.manifest["mediaType"] = .string(MediaType.index) },
        LintFlaw("index") { $0.manifest["mediaType"] = .string(MediaType.dockerList) },
        LintFlaw("index") { $0.manifest = ["schemaVersion": 2, "manifests": []] },
        LintFlaw("manifest", bringsOthers: true) {
            $0.manifest["mediaType"] = "application/vnd.docker.distribution.manifest.v1+json"
        },
        LintFlaw("manifest") { $0.manifest["schemaVersion"] = 1 },
        LintFlaw("config") { $0.config = nil },
        LintFlaw("mixed-types") { $0.layers[1].blob.mediaType = MediaType.dockerGzipLayer },
        LintFlaw("mixed-types") { $0.manifest["mediaType"] = .string(MediaType.dockerManifest) },
        LintFlaw("mixed-types") { $0.manifest["config"]?["mediaType"] = .string(MediaType.dockerConfig) },
        LintFlaw("manifest-size") { $0.manifestSize = 4 << 20 + 1 },
        LintFlaw("os") { $0.config?["os"] = "windows" },
        LintFlaw("os") { $0.config?["os"] = nil },
        LintFlaw("architecture", bringsOthers: true) { $0.architecture = .arm64 },
        LintFlaw("architecture") { $0.config?["architecture"] = "riscv64" },
        LintFlaw("architecture") { $0.config?["architecture"] = nil },
        LintFlaw("history") { $0.config?["history"] = [] },
        LintFlaw("history") { $0.config?["history"] = nil },
        LintFlaw("diff-ids") { $0.config?["rootfs"] = ["type": "layers", "diff_ids": []] },
        LintFlaw("diff-ids") { $0.config?["rootfs"] = nil },
        LintFlaw("diff-ids") { $0.layers[0].sums?.diffID = Digest(of: "other") },
    ]

    private static let blobs = [
        LintFlaw("layer-format") { $0.layers[0].blob.mediaType = MediaType.layer },
        LintFlaw("layer-format") { $0.layers[0].blob.mediaType = MediaType.layer + "+zstd" },
        LintFlaw("layer-format") { $0.layers[0].sums?.isGzip = false },
        LintFlaw("nondistributable") {
            $0.layers[0].blob.mediaType = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"
        },
        LintFlaw("nondistributable", bringsOthers: true) {
            $0.layers[0].blob.mediaType = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
        },
        LintFlaw("digest") { $0.layers[0].sums?.digest = Digest(of: "other") },
        LintFlaw("digest") { $0.layers[0].sums?.size = 1 },
        LintFlaw("damage") { $0.layers[0].damage = "the layer is a damaged gzip stream" },
        LintFlaw("size") { $0.layers[1].uncompressedSize = 10 << 30 },
        LintFlaw("layer-size", bringsOthers: true) { $0.layers[1].blob.size = 52_001 << 20 },
        LintFlaw("layer-count", bringsOthers: true) {
            $0.layers += Array(repeating: $0.layers[0], count: 126)
        },
    ]

    private static let contents = [
        LintFlaw("parent-folders") { $0.layers[1].entries?.removeFirst() },
        LintFlaw("parent-folders") { $0.layers[1].entries?.reverse() },
        LintFlaw("hard-link") { $0.add(TarEntry(path: "opt/again", kind: .hardLink, mode: 0o644, target: "opt")) },
        LintFlaw("unreadable") { $0.layers[1].entries?[3].mode = 0o600 },
        LintFlaw("unreadable") { $0.layers[1].entries?[0].mode = 0o744 },
        LintFlaw("duplicate-path") { $0.add(TarEntry(path: "opt/recua", kind: .folder, mode: 0o755)) },
        LintFlaw("path") { $0.add(TarEntry(path: "top", kind: .file, mode: 0o644, absolutePath: "/top")) },
        LintFlaw("path", bringsOthers: true) { $0.add(TarEntry(path: "opt/../../etc", kind: .file, mode: 0o644)) },
        LintFlaw("entry-type") { $0.add(TarEntry(path: "opt/sparse", kind: .other, mode: 0o644)) },
        LintFlaw("whiteout") { $0.add(TarEntry(path: "opt/recua/weights/.wh.tiny.gguf", kind: .file, mode: 0o644)) },
    ]

    private static let programs = [
        LintFlaw("entry-point") { $0.config?["config"] = [:] },
        LintFlaw("entry-point") { $0.config?["config"]?["Entrypoint"] = ["/opt/recua/enigne"] },
        LintFlaw("entry-point") { $0.config?["config"]?["Entrypoint"] = ["engine"] },
        LintFlaw("entry-point-mode") { $0.layers[0].entries?[2].mode = 0o744 },
        LintFlaw("entry-point-mode") { $0.config?["config"]?["Entrypoint"] = ["/opt/recua"] },
        LintFlaw("entry-point-format") { $0.layers[0].programs["opt/recua/engine"] = .elf(machine: 0xB7) },
        LintFlaw("entry-point-format") { $0.layers[0].programs["opt/recua/engine"] = .neither },
        LintFlaw("extension-mode") { $0.addExtension(mode: 0o644) },
        LintFlaw("extension-format") { $0.addExtension(kind: .elf(machine: 0xB7)) },
        LintFlaw("extension-format") { $0.addExtension(kind: .neither) },
    ]
}

extension LintSubject {
    fileprivate mutating func add(_ entry: TarEntry) { layers[1].entries?.append(entry) }

    fileprivate mutating func addExtension(mode: Int = 0o755, kind: ProgramKind? = nil) {
        add(TarEntry(path: "opt/extensions", kind: .folder, mode: 0o755))
        add(TarEntry(path: "opt/extensions/lambda-adapter", kind: .file, mode: mode))
        layers[1].programs["opt/extensions/lambda-adapter"] = kind
    }
}

extension ScratchFolder {
    /// A sound image, every byte of which was looked at.
    func subject() async throws -> LintSubject {
        let layout = path("layout")
        try await ImageLayout.write(image: image(), to: layout, store: store)
        return try await ImageInspection(ImageLayout(layout), architecture: .amd64, store: store).subject
    }
}

import Glibc
import NIOCore
public import RecuaCore
import SystemPackage

/// An image in a folder, as the OCI image layout has it: `oci-layout`, `index.json`, `blobs/sha256/…`.
public struct ImageLayout: Sendable, Hashable {
    public let folder: String
    /// Chooses among several images by their `org.opencontainers.image.ref.name`.
    public let name: String?

    static let nameAnnotation = "org.opencontainers.image.ref.name"

    /// - Throws: ``Diagnostic`` `oci.not-a-layout`.
    public init(_ folder: String, name: String? = nil) throws {
        guard Self.isLayout(folder) else {
            throw Diagnostic(
                "oci.not-a-layout", "`\(folder)` is not an OCI image layout",
                help: "a layout is a folder with `oci-layout` and `index.json`, as `recua build --output` writes it"
            )
        }
        self.folder = folder
        self.name = name
    }

    public static func isLayout(_ folder: String) -> Bool {
        guard let text = try? Files.readText("\(folder)/oci-layout", limit: 4096) else { return false }
        return (try? JSON(parsing: text))?["imageLayoutVersion"]?.string?.hasPrefix("1.") == true
    }

    /// Writes a whole image. The folder appears when it is complete; one that is there already is replaced, but only
    /// if it is a layout or empty.
    ///
    /// - Parameters:
    ///   - name: the image's tag in the layout.
    ///   - onProgress: told how many bytes have been written, of all.
    /// - Throws: ``Diagnostic`` `oci.not-a-layout` for a folder of other things, `file.write`, `store.changed`.
    public static func write(
        image: Image, to folder: String, name: String = "latest", store: Store,
        onProgress: (Int64, Int64) -> Void = { _, _ in }
    ) async throws {
        let folder = Files.absolute(folder)
        try checkReplaceable(folder)
        let temporary = "\(folder).\(getpid()).new"
        try Files.remove(temporary)
        do {
            try await fill(temporary, with: image, name: name, store: store, onProgress)
            try replace(folder, with: temporary)
        } catch {
            try? Files.remove(temporary)
            throw error
        }
    }

    private static func fill(
        _ folder: String, with image: Image, name: String, store: Store, _ onProgress: (Int64, Int64) -> Void
    ) async throws {
        let blobs = try await image.blobs(store: store) + [BytesBlob(Array(image.manifestText.utf8))]
        let total = blobs.reduce(0) { $0 + $1.size }
        var done: Int64 = 0
        try Files.createFolder("\(folder)/blobs/sha256")
        for blob in blobs {
            let path = "\(folder)/blobs/sha256/\(blob.digest.hex)"
            guard !Files.exists(path) else { continue }
            try await copy(blob, to: path) { onProgress(done + $0, total) }
            done += blob.size
        }
        try Files.write("{\"imageLayoutVersion\":\"1.0.0\"}", to: "\(folder)/oci-layout")
        try Files.write(index(of: image, name: name).text(), to: "\(folder)/index.json")
    }

    static func index(of image: Image, name: String) -> JSON {
        var entry = ImageRecipe.descriptor(image.manifest)
        entry["annotations"] = .object([nameAnnotation: .string(name)])
        entry["platform"] = ["architecture": .string(image.architecture), "os": "linux"]
        return ["schemaVersion": 2, "mediaType": .string(MediaType.index), "manifests": .array([entry])]
    }

    private static func copy(_ blob: any BlobSource, to path: String, _ onProgress: (Int64) -> Void) async throws {
        do {
            let file = try SystemPackage.FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: .init(rawValue: 0o644)
            )
            defer { try? file.close() }
            var done: Int64 = 0
            for try await chunk in blob.open(at: 0) {
                done += Int64(try chunk.withUnsafeReadableBytes { try file.writeAll($0) })
                onProgress(done)
            }
        } catch let error as Errno {
            throw Diagnostic("file.write", "`\(path)` cannot be written", cause: error)
        }
    }

    /// True for a layout, an empty folder, and for what is not there.
    public static func isReplaceable(_ folder: String) -> Bool {
        guard let facts = Files.facts(folder) else { return true }
        return facts.isFolder && (isLayout(folder) || (try? Files.list(folder))?.isEmpty == true)
    }

    private static func checkReplaceable(_ folder: String) throws {
        guard isReplaceable(folder) else {
            throw Diagnostic(
                "oci.not-a-layout", "`\(folder)` is there already, and is not an OCI image layout",
                help: "name another folder")
        }
    }

    private static func replace(_ folder: String, with temporary: String) throws {
        guard Files.exists(folder) else { return try Files.move(temporary, to: folder) }
        let old = "\(folder).\(getpid()).old"
        try Files.move(folder, to: old)
        do {
            try Files.move(temporary, to: folder)
        } catch {
            try? Files.move(old, to: folder)
            throw error
        }
        try Files.remove(old)
    }
}

import RecuaCore
import RecuaFetch
import RecuaOCI
import RecuaProcess

/// What is to be inspected, as far as its name tells.
enum InspectSubject: Hashable {
    /// An image in a folder; `name` chooses one of several.
    case layout(folder: String, name: String?)
    /// An image in a registry.
    case image(ImageReference)
    /// A model file on this machine; absolute.
    case file(String)
    /// A model file elsewhere.
    case remote(String)

    /// - Parameter folder: where relative paths start.
    /// - Throws: ``Diagnostic`` `oci.reference`, `usage.subject` for a folder that is no image, or `file.read` for what is
    ///   neither there nor the name of an image.
    init(_ text: String, folder: String) throws {
        if let name = text.removing("docker://") {
            self = .image(try ImageReference(name))
        } else if RemoteModel.isRemote(text) {
            self = .remote(text)
        } else if let layout = text.removing("oci:") {
            self = Self.layout(layout, folder)
        } else {
            self = try Self.bare(text, folder)
        }
    }

    /// `FOLDER:NAME`, unless there is a folder of the whole name.
    private static func layout(_ text: String, _ folder: String) -> InspectSubject {
        let whole = Files.resolve(text, in: folder)
        guard let colon = text.lastIndex(of: ":"), !Files.exists(whole) else {
            return .layout(folder: whole, name: nil)
        }
        let name = String(text[text.index(after: colon)...])
        return .layout(folder: Files.resolve(String(text[..<colon]), in: folder), name: name)
    }

    /// A file that is there is never taken for something else.
    private static func bare(_ text: String, _ folder: String) throws -> InspectSubject {
        let path = Files.resolve(text, in: folder)
        if let facts = Files.facts(path) {
            guard facts.isFolder else { return .file(path) }
            guard ImageLayout.isLayout(path) else { throw noImage(text, path) }
            return .layout(folder: path, name: nil)
        }
        if isImage(text) { return .image(try ImageReference(text)) }
        throw Diagnostic(
            "file.read", "there is no file `\(text)`",
            help: "an image of Docker Hub is written `docker://\(text)`, an image in a folder `oci:FOLDER`")
    }

    /// A folder of other things; what can be inspected of them is named.
    private static func noImage(_ text: String, _ path: String) -> Diagnostic {
        let inside = ((try? Files.list(path)) ?? []).sorted().first {
            isModel($0) || ImageLayout.isLayout("\(path)/\($0)")
        }
        let folder = text.hasSuffix("/") ? text : "\(text)/"
        let example = inside.map { Command("recua", ["inspect", folder + $0], environment: [:]) }
        return Diagnostic(
            "usage.subject", "`\(text)` is a folder, and holds no image: it has no `oci-layout`",
            help: example.map { "name what is in it: \($0)" }
                ?? "name a model's file, or the folder of an image, as `recua build --output` writes it")
    }

    private static func isModel(_ name: String) -> Bool {
        [".gguf", ".llamafile"].contains { name.lowercased().hasSuffix($0) }
    }

    /// True for a name that begins with a host, as registries have them, or that ends in a digest.
    private static func isImage(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let host = parts.first, let name = parts.last, !isModel(String(name)) else { return false }
        if text.contains("@sha256:") { return true }
        let isHost = host == "localhost" || host.contains(":") || host.drop { $0 == "." }.contains(".")
        return parts.count > 1 && isHost && !host.hasPrefix(".") && !host.hasPrefix("~")
    }
}

extension String {
    /// What follows `prefix`; nil for another beginning.
    fileprivate func removing(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}

import RecuaCore
import RecuaFetch
import RecuaOCI

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
    /// - Throws: ``Diagnostic`` `oci.reference`, or `file.read` for what is neither there nor the name of an image.
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
            return facts.isFolder && ImageLayout.isLayout(path) ? .layout(folder: path, name: nil) : .file(path)
        }
        if isImage(text) { return .image(try ImageReference(text)) }
        throw Diagnostic(
            "file.read", "there is no file `\(text)`",
            help: "an image of Docker Hub is written `docker://\(text)`, an image in a folder `oci:FOLDER`")
    }

    /// True for a name that begins with a host, as registries have them, or that ends in a digest.
    private static func isImage(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let host = parts.first, let name = parts.last, !name.lowercased().hasSuffix(".gguf"),
            !name.lowercased().hasSuffix(".llamafile")
        else { return false }
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

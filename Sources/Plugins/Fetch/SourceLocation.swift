internal import RecuaCore
internal import RecuaHTTP
internal import RecuaOCI

/// A source's text, understood.
enum SourceLocation: Sendable, Hashable {
    case web(HTTPURL)
    case hub(HubFile)
    case bucket(S3Object)
    case artifact(ArtifactReference)
    /// As written; relative to the manifest's folder.
    case local(String)

    /// - Parameter hub: the Hugging Face endpoint in use, whose web addresses are understood too.
    /// - Throws: ``Diagnostic`` `fetch.source` for a text that means nothing, `fetch.split` for a part of a model.
    init(_ text: String, hub: HTTPURL) throws {
        guard let separator = text.firstRange(of: "://") else {
            self = try SourceLocation.local(checking: text)
            return
        }
        let scheme = text[..<separator.lowerBound].lowercased()
        let reference = "\(scheme)\(text[separator.lowerBound...])"
        switch scheme {
        case "https", "http":
            let url = try HTTPURL(text)
            if let mistake = HubFile.mistake(pasted: url) { throw mistake }
            self = HubFile(pasted: url, hub: hub).map { .hub($0) } ?? .web(url)
        case "hf": self = .hub(try HubFile(reference: reference))
        case "s3": self = .bucket(try S3Object(reference: reference))
        case "oci": self = .artifact(try ArtifactReference(reference: reference))
        default:
            throw Diagnostic(
                "fetch.source", "`\(scheme)://` is not a kind of source",
                help: "use `https://…`, `hf://owner/repo[@rev]/path`, `s3://bucket/key`, `oci://host/repo:tag`, or a "
                    + "path beside the manifest"
            )
        }
        if let part = SplitFile(name: fileName) { throw part.refusal }
    }

    private static func local(checking path: String) throws -> SourceLocation {
        guard !path.isEmpty else { throw Diagnostic("fetch.source", "the source is empty") }
        if let mistake = HubFile.mistake(path: path) ?? mistake(path: path) { throw mistake }
        let location = SourceLocation.local(path)
        if let part = SplitFile(name: location.fileName) { throw part.refusal }
        return location
    }

    /// What looks like a path, and is not meant as one.
    private static func mistake(path: String) -> Diagnostic? {
        if path == "~" || path.hasPrefix("~/") {
            return Diagnostic(
                "fetch.source", "`\(path)` begins with `~`, which only a shell takes for your home",
                help: "write `${env:HOME}\(path.dropFirst())`")
        }
        for scheme in ["https", "http", "hf", "s3", "oci"] {
            for typo in ["\(scheme):/", "\(scheme)//", "\(scheme):\\\\"] where path.lowercased().hasPrefix(typo) {
                let rest = path.dropFirst(typo.count).drop { "/\\".contains($0) }
                return Diagnostic(
                    "fetch.source", "`\(path)` is a path, but begins almost as `\(scheme)://` does",
                    help: "write `\(scheme)://\(rest)`; a path of that name is `./\(path)`")
            }
        }
        return nil
    }

    var isRemote: Bool { if case .local = self { false } else { true } }

    /// True when the text can never mean another file.
    var isPinned: Bool {
        switch self {
        case .hub(let file): file.isPinned
        case .bucket(let object): object.isPinned
        case .artifact(let reference): reference.isPinned
        case .web, .local: false
        }
    }

    /// What the file is called at its place; may be empty.
    var fileName: String {
        let name =
            switch self {
            case .web(let url): url.fileName
            case .hub(let file): file.path
            case .bucket(let object): object.key
            case .artifact(let reference): reference.file ?? reference.image.name
            case .local(let path): path
            }
        return String(name.split(separator: "/").last ?? "")
    }

    /// What the file is to be called. A registry keeps most models without a name, so the repository's is taken.
    func fileName(for role: ModelRole) -> String {
        guard case .artifact(let reference) = self, reference.file == nil else { return fileName }
        return "\(fileName)\(role == .weights ? ".gguf" : role == .llamafile ? ".llamafile" : "")"
    }

    /// Stands for the location in the names of records and of downloads under way.
    var key: Digest {
        switch self {
        case .web(let url): Digest(of: "web \(url.requestText)")
        case .hub(let file): Digest(of: "hub \(file)")
        case .bucket(let object): Digest(of: "s3 \(object)")
        case .artifact(let reference): Digest(of: "oci \(reference)")
        case .local(let path): Digest(of: "local \(path)")
        }
    }
}

extension SourceLocation: CustomStringConvertible {
    /// For people: without credentials and signatures.
    var description: String {
        switch self {
        case .web(let url): url.redacted
        case .hub(let file): file.description
        case .bucket(let object): object.description
        case .artifact(let reference): reference.description
        case .local(let path): path
        }
    }
}

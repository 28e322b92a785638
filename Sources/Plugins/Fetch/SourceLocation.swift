internal import RecuaCore
internal import RecuaHTTP

/// A source's text, understood.
enum SourceLocation: Sendable, Hashable {
    case web(HTTPURL)
    case hub(HubFile)
    /// As written; relative to the manifest's folder.
    case local(String)

    /// - Parameter hub: the Hugging Face endpoint in use, whose web addresses are understood too.
    /// - Throws: ``Diagnostic`` `fetch.source` for a text that means nothing, `fetch.unsupported` for a kind of source
    ///   that is known and not served yet.
    init(_ text: String, hub: HTTPURL) throws {
        guard let separator = text.firstRange(of: "://") else {
            guard !text.isEmpty else { throw Diagnostic("fetch.source", "the source is empty") }
            self = .local(text)
            return
        }
        let scheme = text[..<separator.lowerBound].lowercased()
        switch scheme {
        case "https", "http":
            let url = try HTTPURL(text)
            self = HubFile(pasted: url, hub: hub).map { .hub($0) } ?? .web(url)
        case "hf": self = .hub(try HubFile(reference: text))
        case "s3":
            throw SourceLocation.unsupported(
                scheme, "make a link with `aws s3 presign`, or copy the file beside the manifest")
        case "oci": throw SourceLocation.unsupported(scheme, "copy the file out with `oras pull`, and name its path")
        default:
            throw Diagnostic(
                "fetch.source", "`\(scheme)://` is not a kind of source",
                help: "use `https://…`, `hf://owner/repo[@rev]/path`, or a path beside the manifest"
            )
        }
    }

    private static func unsupported(_ scheme: String, _ help: String) -> Diagnostic {
        Diagnostic("fetch.unsupported", "`\(scheme)://` sources cannot be fetched yet", help: help)
    }

    var isRemote: Bool { if case .local = self { false } else { true } }

    /// What the file is called at its place; may be empty.
    var fileName: String {
        let name =
            switch self {
            case .web(let url): url.fileName
            case .hub(let file): file.path
            case .local(let path): path
            }
        return String(name.split(separator: "/").last ?? "")
    }
}

extension SourceLocation: CustomStringConvertible {
    /// For people: without credentials and signatures.
    var description: String {
        switch self {
        case .web(let url): url.redacted
        case .hub(let file): file.description
        case .local(let path): path
        }
    }
}

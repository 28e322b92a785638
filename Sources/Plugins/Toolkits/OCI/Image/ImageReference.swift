public import RecuaCore

/// The name of an image or a repository in a registry: `host[:port]/name[:tag][@digest]`.
///
/// Names without a host mean Docker Hub, as everywhere: `debian` is `docker.io/library/debian`.
public struct ImageReference: Sendable, Hashable {
    /// With its port, as written: `localhost:5000`, `docker.io`.
    public var host: String
    /// `library/debian`
    public var name: String
    public var tag: String?
    public var digest: Digest?

    /// - Throws: ``Diagnostic`` `oci.reference` that says which part is wrong.
    public init(_ text: some StringProtocol) throws {
        let whole = String(text)
        if let scheme = whole.firstRange(of: "://") {
            throw Self.wrong(whole, "it begins with its host, without `\(whole[..<scheme.upperBound])`")
        }
        var rest = whole[...]
        if let at = rest.firstIndex(of: "@") {
            guard rest[rest.index(after: at)...].hasPrefix("sha256:"),
                let digest = Digest(rest[rest.index(after: at)...])
            else {
                throw Self.wrong(whole, "what follows the `@` is not `sha256:` and 64 hexadecimal digits")
            }
            self.digest = digest
            rest = rest[..<at]
        }
        let (host, path) = Self.split(rest)
        var name = path
        if let colon = path.lastIndex(of: ":"), !path[colon...].contains("/") {
            let tag = path[path.index(after: colon)...]
            guard Self.isTag(tag) else { throw Self.wrong(whole, "`\(tag)` cannot be a tag") }
            self.tag = String(tag)
            name = path[..<colon]
        }
        self.host = host
        self.name = host == "docker.io" && !name.contains("/") ? "library/\(name)" : String(name)
        guard Self.isHost(host) else { throw Self.wrong(whole, "`\(host)` cannot be a host") }
        guard self.name.utf8.count <= 255,
            self.name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(Self.isPart)
        else {
            throw Self.wrong(
                whole, "`\(name)` is not a name of lower-case letters, digits and `.`, `_`, `-` between them")
        }
    }

    /// `host/name`, without tag and digest.
    public var repository: String { "\(host)/\(name)" }

    /// The host that answers: Docker Hub's registry has another name than its images.
    public var registryHost: String { host == "docker.io" ? "registry-1.docker.io" : host }

    /// What the registry is asked for: the digest, else the tag, else `latest`.
    public var manifestName: String { digest.map { "\($0)" } ?? tag ?? "latest" }

    public static func isTag(_ text: some StringProtocol) -> Bool {
        guard (1...128).contains(text.utf8.count), let first = text.utf8.first, first != 45, first != 46 else {
            return false
        }
        return text.utf8.allSatisfy { isWord($0) || (65...90).contains($0) || $0 == 95 || $0 == 46 || $0 == 45 }
    }

    /// The first part is a host when it could not be anything else.
    private static func split(_ text: Substring) -> (host: String, path: Substring) {
        guard let slash = text.firstIndex(of: "/") else { return ("docker.io", text) }
        let first = text[..<slash]
        guard first.contains(".") || first.contains(":") || first == "localhost" else { return ("docker.io", text) }
        let host = ["index.docker.io", "registry-1.docker.io"].contains(first) ? "docker.io" : String(first)
        return (host, text[text.index(after: slash)...])
    }

    private static func isHost(_ host: String) -> Bool {
        !host.isEmpty && host.utf8.allSatisfy { isWord($0) || (65...90).contains($0) || "-.:[]".utf8.contains($0) }
    }

    /// Letters and digits, with one `.`, one or two `_`, or any number of `-` between them.
    private static func isPart(_ part: Substring) -> Bool {
        guard let first = part.utf8.first, let last = part.utf8.last, isWord(first), isWord(last) else { return false }
        let separators = part.utf8.split(whereSeparator: isWord)
        return separators.allSatisfy { separator in
            separator.elementsEqual(".".utf8) || separator.elementsEqual("_".utf8) || separator.elementsEqual("__".utf8)
                || separator.allSatisfy { $0 == 45 }
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (48...57).contains(byte) }

    private static func wrong(_ text: String, _ why: String) -> Diagnostic {
        Diagnostic(
            "oci.reference", "`\(text)` is not the name of an image: \(why)",
            help: "write it as `host/name:tag` or `host/name@sha256:…`"
        )
    }
}

extension ImageReference: CustomStringConvertible {
    public var description: String { repository + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "") }
}

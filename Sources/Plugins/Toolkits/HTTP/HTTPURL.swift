internal import RecuaCore

/// The address of something that is reached over HTTP, in its parts.
///
/// Printed, it is ``redacted``: user names, passwords and query strings (which may be signatures) stay out of texts.
public struct HTTPURL: Sendable, Hashable {
    public enum Scheme: String, Sendable, Hashable { case http, https }

    public var scheme: Scheme
    /// `user:password`, as written.
    public var credentials: String?
    /// Lower case; an IPv6 address without its brackets.
    public var host: String
    /// Nil for the scheme's own.
    public var port: Int?
    /// Percent-encoded; begins with `/`.
    public var path: String
    /// Percent-encoded, without the `?`.
    public var query: String?

    /// - Throws: ``Diagnostic`` `network.url` when `text` is not an absolute http or https URL.
    public init(_ text: some StringProtocol) throws {
        guard let url = HTTPURL(parsing: String(text)) else {
            throw Diagnostic(
                "network.url", "`\(HTTPURL.redacting(String(text)))` is not an http or https URL",
                help: "write it as `https://host/path`"
            )
        }
        self = url
    }

    private init?(parsing text: String) {
        guard let separator = text.firstRange(of: "://"),
            let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased()),
            !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else { return nil }
        let rest = text[separator.upperBound...].prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard let place = Authority(authority) else { return nil }
        let tail = rest[authority.endIndex...]
        let path = tail.prefix { $0 != "?" }
        self.scheme = scheme
        credentials = place.credentials
        host = place.host
        port = place.port
        self.path = path.isEmpty ? "/" : PercentEncoding.normalized(path)
        query = path.endIndex < tail.endIndex ? PercentEncoding.normalized(tail[path.endIndex...].dropFirst()) : nil
    }

    public var effectivePort: Int { port ?? (scheme == .https ? 443 : 80) }

    /// `https://host:port`, the port only when it is not the scheme's own.
    public var origin: String {
        let shown = host.contains(":") ? "[\(host)]" : host
        let isOwnPort = port == nil || port == (scheme == .https ? 443 : 80)
        return "\(scheme.rawValue)://\(shown)\(isOwnPort ? "" : ":\(effectivePort)")"
    }

    /// The whole URL without its credentials, which belong into a header. For requests; not for people.
    public var requestText: String { "\(origin)\(path)\(query.map { "?\($0)" } ?? "")" }

    /// The same with its credentials, of which ``RoutedHTTPClient`` makes a header. Not for people.
    public var credentialedText: String {
        guard let credentials else { return requestText }
        return requestText.replacing("://", with: "://\(credentials)@", maxReplacements: 1)
    }

    /// For people and logs: without credentials, and with `?…` in place of a query.
    public var redacted: String { "\(origin)\(path)\(query == nil ? "" : "?…")" }

    /// The last part of the path, decoded: what a downloaded file would be called. Empty for `/`.
    public var fileName: String {
        PercentEncoding.decoded(path.split(separator: "/").last ?? "")
    }

    /// True for this machine's own addresses.
    public var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "::1" || host.hasPrefix("127.")
    }

    public func hasSameOrigin(as other: HTTPURL) -> Bool {
        scheme == other.scheme && host == other.host && effectivePort == other.effectivePort
    }

    /// What must not be shown taken out of any text that may be a URL.
    private static func redacting(_ text: String) -> String {
        var shown = text.prefix { $0 != "?" && $0 != "#" }
        if let at = shown.prefix(200).lastIndex(of: "@"), let separator = shown.firstRange(of: "://"),
            separator.upperBound <= at
        {
            shown = shown[..<separator.upperBound] + shown[shown.index(after: at)...]
        }
        return shown.endIndex == text.endIndex ? String(shown) : "\(shown)?…"
    }
}

extension HTTPURL: CustomStringConvertible {
    public var description: String { redacted }
}

internal import AsyncHTTPClient
internal import RecuaCore

/// Which proxy stands between this machine and a server, by `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`.
///
/// Either case counts, the lower one first, as with curl. Loopback is never proxied.
struct ProxySettings: Sendable {
    private let environment: [String: String]

    init(environment: [String: String]) { self.environment = environment }

    /// The proxy's address for `url`, nil for a direct way.
    func address(for url: HTTPURL) -> String? {
        guard !url.isLoopback, !isExcluded(url) else { return nil }
        let own = url.scheme == .https ? "https_proxy" : "http_proxy"
        return value(own) ?? value("all_proxy")
    }

    /// - Throws: ``Diagnostic`` `network.proxy` for an address that cannot be used; never with its credentials.
    static func proxy(at address: String) throws -> HTTPClient.Configuration.Proxy {
        if address.lowercased().hasPrefix("socks") {
            let text = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
            guard let place = Authority(text.prefix { $0 != "/" }) else { throw unusable }
            return .socksServer(host: place.host, port: place.port ?? 1080)
        }
        guard let url = try? HTTPURL(address.contains("://") ? address : "http://\(address)"), url.scheme == .http
        else {
            throw unusable
        }
        return .server(host: url.host, port: url.effectivePort, authorization: url.credentials.map(authorization))
    }

    private static let unusable = Diagnostic(
        "network.proxy", "the proxy that the environment names cannot be used",
        help: "write `HTTPS_PROXY` as `http://host:port` or `http://user:password@host:port`"
    )

    private static func authorization(_ credentials: String) -> HTTPClient.Authorization {
        let parts = credentials.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let password = parts.count > 1 ? PercentEncoding.decoded(parts[1]) : ""
        return .basic(username: PercentEncoding.decoded(parts.first ?? ""), password: password)
    }

    private func value(_ name: String) -> String? {
        for name in [name, name.uppercased()] {
            if let value = environment[name], !value.isEmpty { return value }
        }
        return nil
    }

    private func isExcluded(_ url: HTTPURL) -> Bool {
        let entries = (value("no_proxy") ?? "").split { $0 == "," || $0 == " " }
        return entries.contains { matches($0.lowercased(), url) }
    }

    /// `*`, a host, a domain with or without its leading dot, each with or without a port.
    private func matches(_ entry: String, _ url: HTTPURL) -> Bool {
        if entry == "*" { return true }
        var name = entry[...]
        if name.hasPrefix("*.") { name = name.dropFirst(1) }
        if let colon = name.lastIndex(of: ":"), !name[..<colon].contains(":") {
            guard Int(name[name.index(after: colon)...]) == url.effectivePort else { return false }
            name = name[..<colon]
        }
        let bare = name.hasPrefix(".") ? name.dropFirst() : name
        return !bare.isEmpty && (url.host == bare || url.host.hasSuffix(".\(bare)"))
    }
}

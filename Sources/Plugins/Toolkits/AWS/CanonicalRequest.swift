import RecuaCore

/// A request in the one spelling that both sides of a signature compute.
struct CanonicalRequest {
    let text: String
    /// Names, lower case, sorted, joined by `;`.
    let signedHeaders: String

    /// SHA-256 of the text, 64 hexadecimal digits.
    var digest: String { Digest(of: text).hex }

    init(_ request: SignableRequest) {
        self.init(request, path: Self.path(request.path), payload: Digest(of: request.body).hex)
    }

    /// For S3, whose paths are signed as they are sent, and whose bodies need not be.
    init(presigning request: SignableRequest) {
        self.init(request, path: request.path, payload: "UNSIGNED-PAYLOAD")
    }

    private init(_ request: SignableRequest, path: String, payload: String) {
        let headers = Self.headers(request)
        signedHeaders = headers.map(\.name).joined(separator: ";")
        text = [
            request.method.uppercased(), path, Self.query(request.query),
            headers.map { "\($0.name):\($0.value)\n" }.joined(), signedHeaders, payload,
        ].joined(separator: "\n")
    }

    /// Names of the headers that will be signed, without making the rest.
    static func signedHeaders(of request: SignableRequest) -> String {
        headers(request).map(\.name).joined(separator: ";")
    }

    /// Proxies and HTTP clients change these, so AWS's own clients do not sign them either.
    private static let unsigned: Set = [
        "authorization", "connection", "expect", "host", "transfer-encoding", "user-agent", "x-amzn-trace-id",
    ]

    private static func headers(_ request: SignableRequest) -> [(name: String, value: String)] {
        var values: [String: [String]] = ["host": [request.host]]
        for header in request.headers {
            let name = header.name.lowercased()
            if !unsigned.contains(name) { values[name, default: []].append(folded(header.value)) }
        }
        return values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value.joined(separator: ",")) }
    }

    /// Without spaces at the ends, and with runs of spaces made one.
    private static func folded(_ value: String) -> String {
        value.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
    }

    /// Dot segments resolved, empty segments dropped, and what is encoded encoded once more: every service but S3.
    static func path(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") {
            switch segment {
            case ".": continue
            case "..": _ = segments.popLast()
            default: segments.append(segment)
            }
        }
        guard !segments.isEmpty else { return "/" }
        let isFolder = path.hasSuffix("/")
        return encoded("/" + segments.joined(separator: "/") + (isFolder ? "/" : ""), keeping: "/")
    }

    /// Sorted by encoded name, then by encoded value. The query is encoded already.
    static func query(_ query: String) -> String {
        let pairs = query.split(separator: "&").map { item -> (String, String) in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        }
        return pairs.sorted { $0 < $1 }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    /// Percent-encoded but for the unreserved characters of RFC 3986 and those in `keeping`.
    static func encoded(_ text: String, keeping: String = "") -> String {
        let kept = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8).union(keeping.utf8)
        return text.utf8.reduce(into: "") { result, byte in
            if kept.contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}

internal import AsyncHTTPClient
internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import NIOHTTP1

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A request on its way to the engine, with what the front adds to both directions.
struct Invocation: Sendable {
    let id = UUID().uuidString.lowercased()
    let head: HTTPRequest
    let body: ByteBuffer

    init(_ request: Request, body: ByteBuffer) {
        head = request.head
        self.body = body
    }

    /// The request as the engine gets it.
    func request(port: Int) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(head.path ?? "/")")
        request.method = HTTPMethod(rawValue: head.method.rawValue)
        let named = HopByHop.named(by: head.headerFields[values: .connection])
        for field in head.headerFields where !HopByHop.contains(field.name.canonicalName, named: named) {
            request.headers.add(name: field.name.rawName, value: field.value)
        }
        for (name, value) in added { request.headers.replaceOrAdd(name: name, value: value) }
        if body.readableBytes > 0 { request.body = .bytes(body) }
        return request
    }

    /// The answer's head as the client gets it.
    func head(for response: HTTPClientResponse) -> HTTPResponse {
        var fields = HTTPFields()
        let named = HopByHop.named(by: response.headers["connection"])
        for (name, value) in response.headers where !HopByHop.contains(name.lowercased(), named: named) {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        fields.append(contentsOf: marks)
        return HTTPResponse(status: .init(code: Int(response.status.code)), headerFields: fields)
    }

    /// What Lambda puts on every answer.
    var marks: HTTPFields {
        var fields = HTTPFields()
        if let name = HTTPField.Name("x-amzn-requestid") { fields[name] = id }
        if let name = HTTPField.Name("x-amzn-trace-id") { fields[name] = trace }
        return fields
    }

    private var trace: String { "Root=1-\(id.prefix(8))-\(id.filter { $0 != "-" }.suffix(24))" }

    /// A connection of its own for each request: an engine that closes an idle one would look like a failure.
    private var added: [(String, String)] {
        [
            ("connection", "close"), ("x-forwarded-for", "127.0.0.1"), ("x-forwarded-proto", "http"),
            ("x-amzn-trace-id", trace), ("host", head.authority ?? "127.0.0.1"),
        ]
    }
}

/// Header fields that belong to one connection (RFC 9110, 7.6.1), and those that the next hop counts or adds anew.
enum HopByHop {
    private static let always: Set<String> = [
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade", "content-length", "expect", "host",
    ]

    /// - Parameter values: of the field `connection`.
    static func named(by values: [String]) -> Set<String> {
        Set(values.flatMap { $0.lowercased().split(separator: ",") }.map { String($0.filter { !$0.isWhitespace }) })
    }

    /// - Parameter name: in lower case.
    static func contains(_ name: String, named: Set<String>) -> Bool { always.contains(name) || named.contains(name) }
}

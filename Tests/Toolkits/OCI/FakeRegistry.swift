import HTTPTypes
import Hummingbird
import NIOCore
import RecuaCore
import RecuaTestSupport
import Synchronization

/// A registry in memory with faults that a real one does not produce on request.
final class FakeRegistry: Sendable {
    enum Fault: Sendable, Hashable, CaseIterable {
        /// The first upload is cut off in the middle.
        case dropsUpload
        /// The first upload is answered with 429 and `Retry-After: 0`.
        case tooManyRequests
        /// The first upload is stored, and answered with 500.
        case storesThenFails
        /// Sessions lead to another server.
        case sendsElsewhere
        /// The first token is refused.
        case forgetsTokens
    }

    enum Login: Sendable { case none, basic, bearer }

    struct State: Sendable {
        var blobs: [String: [UInt8]] = [:]
        var manifests: [String: [UInt8]] = [:]
        /// `METHOD path`, in order.
        var requests: [String] = []
        var uploads = 0
        var tokens = 0
        /// `Authorization` headers that the server of sessions was sent.
        var strangersSaw: [String] = []
        var elsewhere: String?
    }

    static let password = "hunter2"
    let fault: Fault?
    let login: Login
    let state = Mutex(State())

    init(fault: Fault? = nil, login: Login = .none) {
        self.fault = fault
        self.login = login
    }

    func answer(_ request: Request, _ channel: any Channel, origin: String) async throws -> Response {
        let path = request.uri.path
        state.withLock { $0.requests.append("\(request.method.rawValue) \(path)") }
        if path == "/token" { return token(request) }
        if path.hasPrefix("/session/") { return try await upload(request, channel) }
        guard isAuthorized(request) else { return challenge(origin) }
        switch request.method {
        case .head:
            return state.withLock { $0.blobs[name(path)] } == nil ? Response(status: .notFound) : Response(status: .ok)
        case .post: return session(request, origin)
        case .put:
            let bytes = try await request.body.collect(upTo: 1 << 20)
            state.withLock { $0.manifests[name(path)] = Array(bytes.readableBytesView) }
            return Response(status: .created)
        default: return read(path)
        }
    }

    private func read(_ path: String) -> Response {
        if path == "/v2/" { return Response(status: .ok) }
        guard let bytes = state.withLock({ $0.manifests[name(path)] ?? $0.blobs[name(path)] }) else {
            return json(.notFound, #"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"no such thing"}]}"#)
        }
        return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func session(_ request: Request, _ origin: String) -> Response {
        if request.uri.path.hasPrefix("/v2/missing/") {
            return json(.notFound, #"{"errors":[{"code":"NAME_UNKNOWN","message":"The repository does not exist"}]}"#)
        }
        if request.uri.queryParameters["from"] != nil { return Response(status: .created) }
        let host = state.withLock { $0.elsewhere } ?? ""
        return Response(status: .accepted, headers: [.location: "\(host)/session/1?state=abc"])
    }

    private func upload(_ request: Request, _ channel: any Channel) async throws -> Response {
        let count = state.withLock { state in
            state.uploads += 1
            if state.elsewhere != nil, let header = request.headers[.authorization] {
                state.strangersSaw.append(header)
            }
            return state.uploads
        }
        if fault == .dropsUpload, count == 1 {
            for try await _ in request.body { break }
            channel.close(promise: nil)
            return Response(status: .internalServerError)
        }
        let bytes = Array(try await request.body.collect(upTo: 64 << 20).readableBytesView)
        if fault == .tooManyRequests, count == 1 {
            var headers = HTTPFields()
            headers[.retryAfter] = "0"
            return Response(status: .tooManyRequests, headers: headers)
        }
        guard let digest = request.uri.queryParameters["digest"], Digest(digest) == Digest(of: bytes) else {
            return json(.badRequest, #"{"errors":[{"code":"DIGEST_INVALID","message":"not what was promised"}]}"#)
        }
        state.withLock { $0.blobs[String(digest)] = bytes }
        return Response(status: fault == .storesThenFails && count == 1 ? .internalServerError : .created)
    }

    private func token(_ request: Request) -> Response {
        let expected = "Basic \(["ana", Self.password].joined(separator: ":").base64)"
        guard request.headers[.authorization] == expected else { return Response(status: .unauthorized) }
        let number = state.withLock { state in
            state.tokens += 1
            return state.tokens
        }
        return json(.ok, #"{"token":"token-\#(number)","expires_in":300}"#)
    }

    private func isAuthorized(_ request: Request) -> Bool {
        let header = request.headers[.authorization] ?? ""
        switch login {
        case .none: return true
        case .basic: return header == "Basic \("ana:\(Self.password)".base64)"
        case .bearer:
            guard header.hasPrefix("Bearer token-"), let number = Int(header.dropFirst(13)) else { return false }
            return fault != .forgetsTokens || number > 1
        }
    }

    private func challenge(_ origin: String) -> Response {
        let text = login == .basic ? "Basic realm=\"test\"" : "Bearer realm=\"\(origin)/token\",service=\"fake\""
        return Response(status: .unauthorized, headers: [.wwwAuthenticate: text])
    }

    private func json(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// The last part of a path: a digest or a tag.
    private func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? "" }
}

/// Serves a registry on a free port while `body` runs.
///
/// - Parameter body: given `host:port`.
func withFakeRegistry<Result>(_ registry: FakeRegistry, _ body: (String) async throws -> Result) async throws -> Result
{
    try await withHTTPServer({ request, channel in
        try await registry.answer(request, channel, origin: "http://\(request.head.authority ?? "")")
    }) { origin in
        try await body(String(origin.dropFirst("http://".count)))
    }
}

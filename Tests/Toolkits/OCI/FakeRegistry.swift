import HTTPTypes
import Hummingbird
import NIOCore
import RecuaCore
import RecuaTestSupport
import Synchronization

/// A registry in memory with faults that a real one does not produce on request.
final class FakeRegistry: Sendable {
    enum Login: Sendable { case none, basic, bearer }

    struct Session: Sendable {
        var repository: String
        var bytes: [UInt8] = []
        var pieces = 0
        var firstEnd = 0
        /// True once something has gone wrong in it.
        var isSpoilt = false
    }

    struct State: Sendable {
        /// By digest.
        var blobs: [String: [UInt8]] = [:]
        /// Digests, by repository.
        var places: [String: Set<String>] = [:]
        /// By tag, and by digest.
        var manifests: [String: [UInt8]] = [:]
        /// `METHOD path`, in order.
        var requests: [String] = []
        /// Open ones, and how many were opened in all.
        var sessions: [Int: Session] = [:]
        var opened = 0
        /// Requests with bytes of blobs, and how many bytes those were.
        var uploads = 0
        var received = 0
        var tokens = 0
        /// Tokens up to this one are not good any more.
        var revoked = 0
        var password = FakeRegistry.password
        /// `Authorization` headers that the server of sessions was sent.
        var strangersSaw: [String] = []
        var elsewhere: String?
        /// Blobs that cannot be seen before they have been asked for so many times more.
        var late: [String: Int] = [:]
        /// Blobs that are gone and said to be there.
        var ghosts: Set<String> = []
        /// Requests to sessions in which something had gone wrong before.
        var replays = 0
        var hasSwept = false
        var hasStalled = false
    }

    static let password = "hunter2"
    static let identityToken = "identity"
    let fault: RegistryFault?
    let login: Login
    /// Amazon ECR's ways: `RegistryFaultTests` lists them.
    let isECR: Bool
    /// Bytes that a piece must have, unless it is the last.
    let leastPiece: Int
    let state = Mutex(State())

    init(fault: RegistryFault? = nil, login: Login = .none, isECR: Bool = false, leastPiece: Int = 5 << 20) {
        self.fault = fault
        self.login = login
        self.isECR = isECR
        self.leastPiece = leastPiece
    }

    func answer(_ request: Request, _ channel: any Channel, origin: String) async throws -> Response {
        let path = request.uri.path
        state.withLock { $0.requests.append("\(request.method.rawValue) \(path)") }
        if path == "/token" { return try await token(request) }
        if path.hasPrefix("/session/"), fault == .sendsElsewhere { return try await upload(request, channel) }
        if let refusal = refusal(request, origin) { return refusal }
        if path.hasPrefix("/session/") { return try await upload(request, channel) }
        if path == "/v2/" { return Response(status: .ok) }
        if path.hasPrefix("/v2/missing/"), request.method != .head {
            return Self.error(.notFound, "NAME_UNKNOWN", "The repository does not exist")
        }
        switch (request.method, path.contains("/manifests/")) {
        case (.put, true): return try await putManifest(request)
        case (.post, false): return open(request)
        default: return read(request)
        }
    }

    private func read(_ request: Request) -> Response {
        let (repository, name) = Self.parts(request.uri.path)
        let bytes = state.withLock { state -> [UInt8]? in
            if let left = state.late[name] {
                state.late[name] = left > 1 ? left - 1 : nil
                return nil
            }
            if state.ghosts.contains(name) { return [] }
            let isHere = state.places[repository]?.contains(name) == true
            return state.manifests[name] ?? (isHere ? state.blobs[name] : nil)
        }
        // Nothing follows the headers of an answer to HEAD.
        if request.method == .head { return Response(status: bytes == nil ? .notFound : .ok) }
        guard let bytes else { return Self.error(.notFound, "MANIFEST_UNKNOWN", "no such thing") }
        return Response(status: .ok, body: .init(byteBuffer: .init(bytes: bytes)))
    }

    private func putManifest(_ request: Request) async throws -> Response {
        let (repository, name) = Self.parts(request.uri.path)
        let bytes = Array(try await request.body.collect(upTo: 4 << 20).readableBytesView)
        if fault == .refusesManifests {
            return Self.error(.badRequest, "MANIFEST_INVALID", "media type is not welcome here")
        }
        let json = try JSON(parsing: bytes)
        let named = ([json["config"]] + (json["layers"]?.array ?? [])).compactMap { $0?["digest"]?.string }
        return state.withLock { state in
            sweep(named, in: repository, &state)
            let missing = named.filter { state.places[repository]?.contains($0) != true }
            if let missing = missing.first {
                let detail = fault == .sweeps(namesIt: false) ? "" : #","detail":{"digest":"\#(missing)"}"#
                return Self.error(.notFound, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry", detail: detail)
            }
            if case .keepsTags(let status)? = fault, let there = state.manifests[name], there != bytes {
                return Self.error(.init(code: status), "TAG_INVALID", "the tag `\(name)` cannot be overwritten")
            }
            state.manifests[name] = bytes
            state.manifests["\(Digest(of: bytes))"] = bytes
            return Response(status: .created, headers: digestHeader("\(Digest(of: bytes))"))
        }
    }

    /// Loses the first layer, once.
    private func sweep(_ named: [String], in repository: String, _ state: inout State) {
        guard [.sweeps(namesIt: true), .sweeps(namesIt: false), .sweepsSilently].contains(fault), !state.hasSwept,
            let victim = named.dropFirst().first
        else { return }
        state.hasSwept = true
        state.places[repository]?.remove(victim)
        if fault == .sweepsSilently { state.ghosts.insert(victim) }
    }

    func digestHeader(_ digest: String) -> HTTPFields {
        guard let name = HTTPField.Name("Docker-Content-Digest") else { return [:] }
        var headers = HTTPFields()
        headers[name] = fault == .liesAboutDigests ? "\(Digest(of: "something else"))" : digest
        return headers
    }

    static func error(
        _ status: HTTPResponse.Status, _ code: String, _ message: String, detail: String = ""
    ) -> Response {
        json(status, #"{"errors":[{"code":"\#(code)","message":"\#(message)"\#(detail)}]}"#)
    }

    static func json(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// The repository, and the last part of the path: a digest or a tag.
    static func parts(_ path: String) -> (repository: String, name: String) {
        let parts = path.split(separator: "/").map(String.init)
        let end = parts.lastIndex { ["blobs", "manifests"].contains($0) } ?? parts.count
        return (parts.prefix(end).dropFirst().joined(separator: "/"), parts.last ?? "")
    }
}

/// Serves a registry on a free port while `body` runs.
///
/// - Parameter body: given `host:port`.
func withFakeRegistry<Result>(_ registry: FakeRegistry, _ body: (String) async throws -> Result) async throws -> Result
{
    try await withHTTPServer({ request, channel in
        try await registry.answer(request, channel, origin: "http://\(request.head.authority ?? "")")
    }) { origin in
        let host = String(origin.dropFirst("http://".count))
        if registry.fault == .sendsElsewhere {
            // Another origin, which leads to this server.
            let port = host.split(separator: ":").last ?? ""
            registry.state.withLock { $0.elsewhere = "http://localhost:\(port)" }
        }
        return try await body(host)
    }
}

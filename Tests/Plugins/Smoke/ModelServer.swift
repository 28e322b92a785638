import HTTPTypes
import Hummingbird
import NIOCore
import RecuaCore
import RecuaTestSupport
import Synchronization

/// What the server in a test does with one request.
enum Reply: Sendable {
    case json(JSON, status: Int = 200)
    case text(String, status: Int = 200, type: String = "text/plain")
    /// Each piece is written on its own, as one chunk of the body.
    case stream([String])
    /// Never answers.
    case hang
    /// Breaks off after these bytes of an event stream.
    case reset(after: String)
}

/// One request as the server saw it.
struct Received: Sendable {
    var method: String
    var path: String
    var headers: [String: String]
    var body: JSON
}

/// A server that answers as a test says, on a free port of this machine.
struct ModelServer: Sendable {
    let url: String
    private let log: RequestLog

    var received: [Received] { log.all }

    init(url: String, log: RequestLog) {
        self.url = url
        self.log = log
    }
}

final class RequestLog: Sendable {
    private let requests = Mutex<[Received]>([])

    var all: [Received] { requests.withLock { $0 } }
    func add(_ request: Received) { requests.withLock { $0.append(request) } }
}

func withModelServer<Result>(
    _ reply: @escaping @Sendable (Received) -> Reply, _ body: (ModelServer) async throws -> Result
) async throws -> Result {
    let log = RequestLog()
    return try await withHTTPServer({ request in
        let received = try await Received(request)
        log.add(received)
        return try await reply(received).response()
    }) { origin in
        try await body(ModelServer(url: origin, log: log))
    }
}

extension Received {
    init(_ request: Request) async throws {
        let bytes = try await request.body.collect(upTo: 1 << 20)
        method = request.method.rawValue
        path = request.uri.path
        headers = Dictionary(request.headers.map { ($0.name.canonicalName, $0.value) }) { first, _ in first }
        body = (try? JSON(parsing: Array(bytes.readableBytesView))) ?? .null
    }
}

extension Reply {
    func response() async throws -> Response {
        switch self {
        case .json(let json, let status): return Self.response(json.text(), status, "application/json; charset=utf-8")
        case .text(let text, let status, let type): return Self.response(text, status, type)
        case .stream(let pieces): return Self.stream(pieces)
        case .reset(let text): return Self.stream([text], breaksOff: true)
        case .hang:
            try await Task.sleep(for: .seconds(3600))
            throw CancellationError()
        }
    }

    private static func response(_ text: String, _ status: Int, _ type: String) -> Response {
        Response(
            status: .init(code: status), headers: [.contentType: type],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }

    private static func stream(_ pieces: [String], breaksOff: Bool = false) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/event-stream"],
            body: .init { writer in
                for piece in pieces { try await writer.write(ByteBuffer(string: piece)) }
                if breaksOff { throw CancellationError() }
                try await writer.finish(nil)
            }
        )
    }
}

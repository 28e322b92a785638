import HTTPTypes
import Hummingbird
import NIOCore
import RecuaCore
import RecuaHTTP
import Synchronization

@testable import RecuaSmoke

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

    private let closed = Mutex(false)

    var isClosed: Bool { closed.withLock { $0 } }
    func close() { closed.withLock { $0 = true } }
}

func withModelServer<Result>(
    _ reply: @escaping @Sendable (Received) -> Reply, _ body: (ModelServer) async throws -> Result
) async throws -> Result {
    let log = RequestLog()
    let (channels, channel) = AsyncStream<any Channel>.makeStream()
    let responder = CallbackResponder<BasicRequestContext> { request, _ in
        let received = try await Received(request)
        if received.path == barrier { return Response(status: .ok) }
        log.add(received)
        return try await reply(received).response(while: { !log.isClosed })
    }
    let application = Application(
        responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { channel.yield($0) }
    )
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { channel.finish() }
            try await application.run()
        }
        for await channel in channels {
            let url = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)"
            let result: Result
            do { result = try await body(ModelServer(url: url, log: log)) } catch {
                try await close(channel, url, log)
                throw error
            }
            try await close(channel, url, log)
            return result
        }
        throw Diagnostic("test.server", "the test server did not start")
    }
}

private let barrier = "/the-last-request"

/// Ends the server without cancelling it: NIO traps when a connection is accepted and nobody takes it any more. What
/// was under way before the last request has been accepted when that one is answered.
private func close(_ channel: any Channel, _ url: String, _ log: RequestLog) async throws {
    log.close()
    _ = try await withHTTPClient(environment: [:]) { http in
        let client = ModelClient(
            http: http, endpoint: Endpoint(url: url), signer: nil, secrets: ResolvedSecrets { $0.reference }
        )
        return try await client.answer(to: .get(barrier), within: .seconds(60))
    }
    try await channel.close()
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
    /// - Parameter isRunning: false when the test is over, and with it all waiting.
    func response(while isRunning: @Sendable () -> Bool) async throws -> Response {
        switch self {
        case .json(let json, let status): return Self.response(json.text(), status, "application/json; charset=utf-8")
        case .text(let text, let status, let type): return Self.response(text, status, type)
        case .stream(let pieces): return Self.stream(pieces)
        case .reset(let text): return Self.stream([text], breaksOff: true)
        case .hang:
            while isRunning() { try await Task.sleep(for: .milliseconds(5)) }
            return Response(status: .ok)
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

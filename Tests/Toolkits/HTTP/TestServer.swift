import Hummingbird
import NIOCore

/// Serves `answer` on a free port of this machine while `body` runs.
///
/// - Parameter body: given the server's origin, such as `http://127.0.0.1:40123`.
func withServer<Result: Sendable>(
    _ answer: @escaping @Sendable (Request) async throws -> Response, _ body: (String) async throws -> Result
) async throws -> Result {
    let (ports, port) = AsyncStream<Int>.makeStream()
    let app = Application(
        responder: CallbackResponder { (request: Request, _: BasicRequestContext) in try await answer(request) },
        configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { channel in
            port.yield(channel.localAddress?.port ?? 0)
            port.finish()
        }
    )
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await app.run() }
        defer { group.cancelAll() }
        for await port in ports { return try await body("http://127.0.0.1:\(port)") }
        throw CancellationError()
    }
}

public import Hummingbird
internal import HummingbirdCore
internal import Logging
public import NIOCore
internal import RecuaCore
internal import ServiceLifecycle

/// Serves `answer` on a free port of this machine while `body` runs.
///
/// All connections have ended when this returns; an answer that is still under way then is cancelled.
/// - Parameter body: given the server's origin, such as `http://127.0.0.1:40123`.
public func withHTTPServer<Result>(
    _ answer: @escaping @Sendable (Request) async throws -> Response, _ body: (String) async throws -> Result
) async throws -> Result {
    try await withHTTPServer({ request, _ in try await answer(request) }, body)
}

/// - Parameter answer: given the connection too, for a server that breaks it.
public func withHTTPServer<Result>(
    _ answer: @escaping @Sendable (Request, any Channel) async throws -> Response,
    _ body: (String) async throws -> Result
) async throws -> Result {
    let (ports, port) = AsyncStream<Int>.makeStream()
    let application = application(answer) { port.yield($0.localAddress?.port ?? 0) }
    let services = ServiceGroup(configuration: .init(services: [application], logger: application.logger))
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { port.finish() }
            try await services.run()
        }
        for await port in ports {
            let outcome: Swift.Result<Result, any Error>
            do { outcome = .success(try await body("http://127.0.0.1:\(port)")) } catch { outcome = .failure(error) }
            // Not by cancelling the group: NIO traps when a connection was accepted and nobody takes it any more.
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return try outcome.get()
        }
        try await group.waitForAll()
        throw Diagnostic("test.server", "the test server did not start")
    }
}

private func application(
    _ answer: @escaping @Sendable (Request, any Channel) async throws -> Response,
    onServerRunning: @escaping @Sendable (any Channel) -> Void
) -> some ApplicationProtocol {
    var logger = Logger(label: "test.server")
    // It calls faults errors that a test has asked for.
    logger.logLevel = .critical
    return Application(
        responder: CallbackResponder { (request: Request, context: ConnectionContext) in
            try await answer(request, context.channel)
        },
        server: HTTPServerBuilder { EndingConnection(base: HTTP1Channel(responder: $0)) },
        configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { onServerRunning($0) },
        logger: logger
    )
}

/// A request's context that knows its connection.
private struct ConnectionContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}

/// A connection that does not outlive its server: an answer under way is cancelled when the server ends.
private struct EndingConnection<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        base.setup(channel: channel, logger: logger)
    }

    @concurrent func handle(value: Base.Value, logger: Logger) async {
        await cancelWhenGracefulShutdown { await base.handle(value: value, logger: logger) }
    }
}

internal import AsyncHTTPClient
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import RecuaCore
internal import RecuaProcess
internal import ServiceLifecycle

/// An HTTP server on 127.0.0.1 that behaves as a function URL: in front of one engine that comes and goes.
struct Front: Sendable {
    let configuration: FrontConfiguration
    /// Variables for the engine whose values are in no file.
    let secrets: [String: String]
    let folder: FrontFolder
    let process: Deployment.Process

    /// Serves while `body` runs; the engine has ended when this returns.
    ///
    /// - Parameter body: given the port, once requests are taken.
    /// - Throws: ``Diagnostic`` `local.port-taken`; what `body` throws.
    func run(while body: @escaping @Sendable (Int) async throws -> Void) async throws {
        let port = try choosePort()
        try await HTTPClient.withHTTPClient(configuration: Self.clientConfiguration) { client in
            let keeper = EngineKeeper(
                launch: { configuration.launch.command(port: $0, secrets: secrets) },
                idle: .milliseconds(configuration.idle), log: EngineLog(path: folder.engineLog), client: client,
                onStart: recordEngine
            )
            let exchange = Exchange(configuration: configuration, process: process, keeper: keeper, client: client)
            let (running, isRunning) = AsyncStream.makeStream(of: Void.self)
            let server = try HTTPServerBuilder.http1().buildServer(
                configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: port)),
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: Self.logger,
                responder: { request, writer, _ in try await exchange.respond(to: request, with: writer) },
                onServerRunning: { _ in isRunning.finish() }
            )
            let services = ServiceGroup(configuration: Self.serviceConfiguration(server))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await keeper.run() }
                group.addTask { try await services.run() }
                group.addTask {
                    for await _ in running {}
                    try await body(port)
                }
                let ending = await group.nextResult()
                // Not by cancelling the server: NIO traps when a connection was accepted and nobody takes it any more.
                // The engine ends first, so that whoever waits for it is answered and the server can let go of all.
                keeper.close()
                await services.triggerGracefulShutdown()
                if case .failure = ending { group.cancelAll() }
                while await group.nextResult() != nil {}
                try ending?.get()
            }
        }
    }

    /// A client that never finishes what it sends holds the server open for so long and no longer.
    private static func serviceConfiguration(_ server: some Service) -> ServiceGroupConfiguration {
        var configuration = ServiceGroupConfiguration(services: [server], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(2)
        return configuration
    }

    /// The port it had, or any other when that is not the manifest's own and somebody has taken it.
    private func choosePort() throws -> Int {
        try configuration.checkPort()
        if FreePort.isFree(configuration.port) { return configuration.port }
        guard let port = FreePort.any() else { throw Diagnostic("local.no-port", "no port of 127.0.0.1 is free") }
        return port
    }

    private func recordEngine(_ pid: Int32) {
        if let engine = Deployment.Process(pid: pid) { try? folder.write(engine: engine) }
    }

    private static var clientConfiguration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // Else a refused connection would be tried again and again: while the engine starts, that is what we do.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout = .init(connect: .seconds(5), read: nil)
        return configuration
    }

    private static var logger: Logger {
        var logger = Logger(label: "recua.local")
        // The server calls its own end an error; what matters is told to the client and in the engine's log.
        logger.logLevel = .critical
        return logger
    }
}

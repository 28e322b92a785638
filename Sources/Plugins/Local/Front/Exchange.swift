internal import AsyncHTTPClient
internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import NIOHTTP1
internal import RecuaCore
internal import RecuaWaiting
internal import Synchronization

/// One request and its answer, within the limits that Lambda sets.
struct Exchange: Sendable {
    /// Lambda takes and gives no more than this in one piece: 6 MB.
    static let payloadLimit = 6 * 1024 * 1024

    let configuration: FrontConfiguration
    let process: Deployment.Process
    let keeper: EngineKeeper
    let client: HTTPClient
    /// A Lambda environment serves one request at a time.
    private let place = Slots(1)

    init(configuration: FrontConfiguration, process: Deployment.Process, keeper: EngineKeeper, client: HTTPClient) {
        self.configuration = configuration
        self.process = process
        self.keeper = keeper
        self.client = client
    }

    @concurrent func respond(to request: Request, with writer: consuming ResponseWriter) async throws {
        // `*`, or the authority of CONNECT: appended to the engine's address it would name another one.
        guard request.head.path?.hasPrefix("/") == true else { return try await Answer.notAPath.write(to: writer) }
        if request.uri.path == FrontStatus.path { return try await Answer(status).write(to: writer) }
        if request.headers[.expect]?.lowercased() == "100-continue" {
            try await writer.writeInformationalHead(HTTPResponse(status: .continue))
        }
        guard let body = try? await request.body.collect(upTo: Self.payloadLimit) else {
            return try await Answer.tooLarge.write(to: writer)
        }
        try await place.take()
        defer { place.give() }
        try await serve(Invocation(request, body: body), to: writer)
    }

    private var status: FrontStatus {
        FrontStatus(token: configuration.token, process: process, engine: keeper.phase.rawValue)
    }

    /// Answers within the function's timeout, counted from here; the engine of a request that takes longer is ended,
    /// as Lambda ends the environment.
    @concurrent private func serve(_ invocation: Invocation, to writer: consuming ResponseWriter) async throws {
        let isLate = Flag()
        async let _ = limitTime(isLate)
        do {
            try await keeper.acquire()
        } catch {
            return try await Answer(failure: error, isLate: isLate.isSet, of: invocation).write(to: writer)
        }
        defer { keeper.release() }
        switch await ask(invocation, isLate) {
        case .whole(let answer): try await answer.write(to: writer)
        case .stream(let response): try await stream(response, of: invocation, to: writer)
        }
    }

    private enum Reply {
        case whole(Answer)
        case stream(HTTPClientResponse)
    }

    private func ask(_ invocation: Invocation, _ isLate: Flag) async -> Reply {
        do {
            let response = try await client.execute(invocation.request(port: keeper.port), deadline: .distantFuture)
            if configuration.deployment.isStreaming { return .stream(response) }
            return .whole(try await .buffered(response, limit: Self.payloadLimit, of: invocation))
        } catch {
            await keeper.examine()
            return .whole(Answer(failure: error, isLate: isLate.isSet, of: invocation))
        }
    }

    /// Once the head is out, an error can only be shown by breaking off: the client sees an incomplete body.
    @concurrent private func stream(
        _ response: HTTPClientResponse, of invocation: Invocation, to writer: consuming ResponseWriter
    ) async throws {
        var body = try await writer.writeHead(invocation.head(for: response))
        do {
            for try await piece in response.body { try await body.write(piece) }
        } catch {
            await keeper.examine()
            throw error
        }
        try await body.finish(nil)
    }

    private func limitTime(_ isLate: Flag) async {
        guard (try? await Task.sleep(for: .milliseconds(configuration.timeout))) != nil else { return }
        isLate.set()
        keeper.stop()
    }
}

/// Something that happens once, seen from several tasks.
private final class Flag: Sendable {
    private let value = Mutex(false)

    var isSet: Bool { value.withLock(\.self) }
    func set() { value.withLock { $0 = true } }
}

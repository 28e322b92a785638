import HTTPTypes
import Hummingbird
import NIOCore
import RecuaCore
import Synchronization

extension FakeRegistry {
    func open(_ request: Request) -> Response {
        let path = request.uri.path
        let parameters = request.uri.queryParameters
        if let digest = parameters["mount"], let other = parameters["from"] {
            if case .refusesMounts(let status)? = fault {
                return Self.error(.init(code: status), status == 404 ? "NAME_UNKNOWN" : "DENIED", "not from there")
            }
            let isMounted = state.withLock { state in
                guard fault != .mountsNothing, state.places[String(other)]?.contains(String(digest)) == true else {
                    return false
                }
                state.places[Self.parts(path).repository, default: []].insert(String(digest))
                return true
            }
            if isMounted { return Response(status: .created) }
        }
        let (number, host) = state.withLock { state in
            state.opened += 1
            let number = state.opened
            state.sessions[number] = Session(repository: Self.parts(path).repository)
            return (number, state.elsewhere ?? "")
        }
        var headers: HTTPFields = [.location: "\(host)/session/\(number)?state=abc"]
        if case .wantsPieces(let least)? = fault, let name = HTTPField.Name("OCI-Chunk-Min-Length") {
            headers[name] = "\(least)"
        }
        return Response(status: .accepted, headers: headers)
    }

    func upload(_ request: Request, _ channel: any Channel) async throws -> Response {
        let number = Int(Self.parts(request.uri.path).name) ?? 0
        guard let session = state.withLock({ $0.sessions[number] }) else {
            return Self.error(.notFound, "BLOB_UPLOAD_UNKNOWN", "no such upload")
        }
        if request.method == .delete { return Response(status: .noContent) }
        let count = state.withLock { state in
            state.uploads += 1
            if state.elsewhere != nil, let header = request.headers[.authorization] {
                state.strangersSaw.append(header)
            }
            return state.uploads
        }
        if session.isSpoilt {
            state.withLock { $0.replays += 1 }
            return Self.error(
                .init(code: 416), "BLOB_UPLOAD_INVALID", "First byte of the layer part is not what it was")
        }
        state.withLock { $0.sessions[number]?.isSpoilt = true }
        if let answer = try await early(request, session, first: count == 1, channel) { return answer }
        let bytes = Array(try await request.body.collect(upTo: 64 << 20).readableBytesView)
        state.withLock { $0.received += bytes.count }
        if let answer = late(first: count == 1) { return answer }
        return request.method == .patch
            ? patch(bytes, request, number) : await commit(bytes, request, number, first: count == 1, channel)
    }

    /// What is answered, or not, before the whole body has come.
    private func early(
        _ request: Request, _ session: Session, first isFirst: Bool, _ channel: any Channel
    ) async throws -> Response? {
        let size = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        let isWhole = request.method == .put && session.pieces == 0
        switch fault {
        case .dropsUpload(let limit) where isFirst:
            try await read(limit, of: request)
            channel.close(promise: nil)
            return Response(status: .internalServerError)
        case .stalls(let limit) where size > limit && isFirstOccasion():
            try await read(limit, of: request)
            // Until the server ends.
            try await Task.sleep(for: .seconds(3600))
            return nil
        case .changesLoginMidway where isFirst:
            try await read(100_000, of: request)
            state.withLock { $0.password = "hunter3" }
            return challenge("http://\(request.head.authority ?? "")")
        case .answers(let status, afterReading: false) where isFirst: return Response(status: .init(code: status))
        case .dropsPiece where isWhole: return Response(status: .methodNotAllowed)
        case .dropsPiece where session.pieces == 1 && isFirstOccasion():
            channel.close(promise: nil)
            return Response(status: .internalServerError)
        case .refusesWhole(let status) where isWhole: return Response(status: .init(code: status))
        case .takesAtMost(let limit) where size > limit: return Response(status: .contentTooLarge)
        default: return nil
        }
    }

    private func isFirstOccasion() -> Bool {
        state.withLock { state in
            defer { state.hasStalled = true }
            return !state.hasStalled
        }
    }

    private func read(_ limit: Int, of request: Request) async throws {
        var count = 0
        guard limit > 0 else { return }
        for try await chunk in request.body {
            count += chunk.readableBytes
            if count >= limit { break }
        }
        state.withLock { [count] in $0.received += min(count, limit) }
    }

    /// What is answered in place of taking the bytes that have come.
    private func late(first isFirst: Bool) -> Response? {
        guard isFirst else { return nil }
        switch fault {
        case .answers(429, afterReading: true):
            var headers = HTTPFields()
            headers[.retryAfter] = "0"
            return Response(status: .tooManyRequests, headers: headers)
        case .answers(let status, afterReading: true): return Response(status: .init(code: status))
        case .forgetsSession: return Self.error(.notFound, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry")
        case .damagesUpload: return Self.error(.badRequest, "DIGEST_INVALID", "not what was promised")
        default: return nil
        }
    }

    private func patch(_ bytes: [UInt8], _ request: Request, _ number: Int) -> Response {
        state.withLock { state in
            guard var session = state.sessions[number] else { return Response(status: .notFound) }
            let range = request.headers[.contentRange] ?? ""
            guard range == "\(session.bytes.count)-\(session.bytes.count + bytes.count - 1)" else {
                return Self.error(
                    .init(code: 416), "BLOB_UPLOAD_INVALID", "First byte is not \(session.bytes.count)")
            }
            // The piece before was not the last one, so it must not have been a small one.
            guard session.pieces == 0 || session.bytes.count >= session.pieces * least else {
                return Self.error(.badRequest, "SIZE_INVALID", "layer part too small")
            }
            session.isSpoilt = false
            session.bytes += bytes
            session.pieces += 1
            if session.pieces == 1 { session.firstEnd = bytes.count - 1 }
            state.sessions[number] = session
            let end = isECR ? session.firstEnd : session.bytes.count - 1
            let location = "\(state.elsewhere ?? "")/session/\(number)?state=\(session.pieces)"
            return Response(
                status: isECR ? .created : .accepted, headers: [.location: location, .range: "0-\(end)"])
        }
    }

    private var least: Int {
        if case .wantsPieces(let least)? = fault { return least }
        return isECR ? leastPiece : 0
    }

    private func commit(
        _ bytes: [UInt8], _ request: Request, _ number: Int, first isFirst: Bool, _ channel: any Channel
    ) async -> Response {
        let digest = request.uri.queryParameters["digest"].map(String.init) ?? ""
        let (response, isDropped) = state.withLock { state -> (Response, Bool) in
            guard let session = state.sessions.removeValue(forKey: number) else {
                return (Response(status: .notFound), false)
            }
            // Amazon ECR: an end without bytes after several pieces.
            if isECR, session.pieces > 1, bytes.isEmpty { return (Response(status: .internalServerError), false) }
            let whole = session.bytes + bytes
            guard Digest(digest) == Digest(of: whole) else {
                return (Self.error(.badRequest, "DIGEST_INVALID", "not what was promised"), false)
            }
            state.blobs[digest] = whole
            state.places[session.repository, default: []].insert(digest)
            state.ghosts.remove(digest)
            let (status, isDropped) = finish(digest, first: isFirst, &state)
            return (Response(status: status, headers: status == .created ? digestHeader(digest) : [:]), isDropped)
        }
        if isDropped { channel.close(promise: nil) }
        return response
    }

    /// How an upload is answered that has been stored.
    private func finish(_ digest: String, first isFirst: Bool, _ state: inout State) -> (HTTPResponse.Status, Bool) {
        guard isFirst else { return (.created, false) }
        switch fault {
        case .dropsAnswer: return (.created, true)
        case .storesThenAnswers(let status): return (.init(code: status), false)
        case .commitsLate:
            state.late[digest] = 2
            return (.gatewayTimeout, false)
        case .tokensRunOut:
            state.revoked = state.tokens
            return (.created, false)
        case .loginRunsOut:
            state.password = "hunter3"
            return (.created, false)
        default: return (.created, false)
        }
    }
}

import RecuaCore
import RecuaHTTP

/// Fetches the missing parts of a file over as many connections as help.
struct Parts: Sendable {
    private enum Event { case done, look }
    /// Thrown by a connection that is one too many.
    private struct Surplus: Error {}

    private let transfer: Transfer
    private let total: Int64
    private let queue: PieceQueue

    init(of transfer: Transfer, total: Int64) {
        self.transfer = transfer
        self.total = total
        queue = PieceQueue(total: total, present: transfer.partial.extents, sizes: transfer.download.options.parts)
    }

    /// - Parameters:
    ///   - opened: a response whose body begins at the first missing byte.
    ///   - piece: what the response brings of the file.
    func fetch(beginningWith opened: RouteResponse, _ piece: Range<Int64>) async throws {
        queue.take(piece)
        var ramp = ConnectionRamp(limit: transfer.download.options.connections)
        let crew = Crew(ramp.count)
        try await withThrowingTaskGroup(of: Event.self) { group in
            _ = crew.join()
            group.addTask { try await work((piece, opened), among: 2, crew) }
            group.addTask { await look() }
            var working = 1
            var (received, troubles) = (transfer.partial.count, Transfer.Troubles())
            while true {
                while !queue.isEmpty, crew.join() {
                    group.addTask { [count = ramp.count] in try await work(nil, among: count, crew) }
                    working += 1
                }
                // Not before all is dealt out: what somebody gave back may be the last.
                if working == 0 { break }
                switch try await group.next() {
                case .done?, nil: working -= 1
                case .look?:
                    let (now, all) = (transfer.partial.count, transfer.troubles)
                    ramp.look(received: now - received, all.since(troubles))
                    (received, troubles) = (now, all)
                    crew.want(ramp.count)
                    group.addTask { await look() }
                }
            }
            group.cancelAll()
        }
    }

    private func look() async -> Event {
        try? await transfer.download.options.sleep(transfer.download.options.pace)
        return .look
    }

    private func work(
        _ first: (Range<Int64>, RouteResponse)?, among connections: Int, _ crew: Crew
    ) async throws -> Event {
        do {
            if let (piece, opened) = first { try await fetch(piece, opened, crew) }
            while !crew.leavesAsSurplus() {
                guard let piece = queue.next(among: connections) else {
                    crew.leave()
                    return .done
                }
                try await fetch(piece, nil, crew)
            }
        } catch is Surplus {}
        return .done
    }

    /// - Throws: ``Surplus`` before another attempt for which there are enough others; the rest of the part is theirs.
    private func fetch(_ piece: Range<Int64>, _ opened: RouteResponse?, _ crew: Crew) async throws {
        var opened = opened
        var position = piece.lowerBound
        try await transfer.download.retry.run(onRetry: { transfer.note($0, $1) }) { attempt in
            position = min(transfer.partial.extents.end(of: position), piece.upperBound)
            let rest = position..<piece.upperBound
            if rest.isEmpty { return }
            if attempt > 1, crew.leavesAsSurplus() {
                queue.giveBack(rest)
                throw Surplus()
            }
            let response = if let opened { opened } else { try await open(rest) }
            opened = nil
            let end = try await transfer.receive(response, rest)
            guard end == rest.upperBound else {
                throw transfer.tooShort(response, end, of: rest.upperBound, since: rest.lowerBound)
            }
        }
    }

    /// - Throws: ``Transfer/Changed`` when the server has no such part of the same file any more.
    private func open(_ range: Range<Int64>) async throws -> RouteResponse {
        let opened = try await transfer.route.open(transfer.headers(for: range))
        switch opened.status {
        case 206:
            guard let part = opened.part, part.range.lowerBound == range.lowerBound else {
                throw Retryable(
                    Diagnostic("fetch.refused", "`\(opened.place)` sent another part than it was asked for"))
            }
            try transfer.checkSame(opened, part.total ?? total)
            return opened
        case 200, 412, 416: throw Transfer.Changed()
        default:
            if [429, 503].contains(opened.status) { transfer.noteRest() }
            throw transfer.file.failure(opened)
        }
    }
}

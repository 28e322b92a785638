import RecuaCore
import RecuaHTTP

/// Fetches the missing parts of a file over as many connections as help.
struct Parts: Sendable {
    private enum Event { case done, look }

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
        try await withThrowingTaskGroup(of: Event.self) { group in
            group.addTask { try await work((piece, opened), among: 2) }
            group.addTask { await look() }
            var working = 1
            var received = transfer.partial.count
            while working > 0 {
                while working < ramp.count, !queue.isEmpty {
                    group.addTask { [count = ramp.count] in try await work(nil, among: count) }
                    working += 1
                }
                switch try await group.next() {
                case .done?, nil: working -= 1
                case .look?:
                    let now = transfer.partial.count
                    ramp.look(received: now - received, isTroubled: transfer.isTroubled)
                    received = now
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

    private func work(_ first: (Range<Int64>, RouteResponse)?, among connections: Int) async throws -> Event {
        if let (piece, opened) = first { try await fetch(piece, opened) }
        while let piece = queue.next(among: connections) { try await fetch(piece, nil) }
        return .done
    }

    private func fetch(_ piece: Range<Int64>, _ opened: RouteResponse?) async throws {
        var opened = opened
        var position = piece.lowerBound
        try await transfer.download.retry.run(onRetry: { transfer.note($0, $1) }) { _ in
            position = min(transfer.partial.extents.end(of: position), piece.upperBound)
            let rest = position..<piece.upperBound
            if rest.isEmpty { return }
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
        default: throw transfer.file.failure(opened)
        }
    }
}

import HTTPTypes
import Hummingbird
import NIOCore
import RecuaCore
import Synchronization

/// A web server with one file, in parts, that counts what it sends and falls silent when told.
final class SlowServer: Sendable {
    private struct State {
        var sent: Int64 = 0
        var limit: Int64?
        var isStopped = false
    }

    private let content: [UInt8]
    private let tellsSize: Bool
    private let state = Mutex(State())
    let digest: Digest

    /// - Parameter tellsSize: false for a server that sends all of the file, and does not say how much that is.
    init(_ content: [UInt8], tellsSize: Bool = true) {
        self.content = content
        self.tellsSize = tellsSize
        digest = Digest(of: content)
    }

    var size: Int64 { Int64(content.count) }
    /// Bytes of bodies, all together.
    var sent: Int64 { state.withLock { $0.sent } }
    /// True when it has fallen silent.
    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Falls silent after so many bytes in all; nil to send on.
    func stopAfter(_ count: Int64?) {
        state.withLock {
            $0.limit = count
            $0.isStopped = false
        }
    }

    func answer(_ request: Request) -> Response {
        guard tellsSize else {
            return Response(status: .ok, headers: [.eTag: "\"one\""], body: body(0..<content.count))
        }
        let numbers = request.headers[.range]?.dropFirst("bytes=".count).split(separator: "-").compactMap { Int($0) }
        let range = (numbers?.first ?? 0)..<min(content.count, (numbers?.last ?? content.count - 1) + 1)
        return Response(
            status: .partialContent,
            headers: [
                .eTag: "\"one\"", .contentLength: "\(range.count)",
                .contentRange: "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(content.count)",
            ],
            body: body(range)
        )
    }

    private func body(_ range: Range<Int>) -> ResponseBody {
        ResponseBody { [self] writer in
            for start in stride(from: range.lowerBound, to: range.upperBound, by: 100_000) {
                try await waitForLeave()
                let piece = content[start..<min(start + 100_000, range.upperBound)]
                // Counted first: who has got all of it may be heard of before this goes on.
                state.withLock { $0.sent += Int64(piece.count) }
                try await writer.write(ByteBuffer(bytes: piece))
            }
            try await writer.finish(nil)
        }
    }

    private func waitForLeave() async throws {
        func isHeld() -> Bool {
            state.withLock { state in
                guard let limit = state.limit, state.sent >= limit else { return false }
                state.isStopped = true
                return true
            }
        }
        while isHeld() { try await Task.sleep(for: .milliseconds(5)) }
    }
}

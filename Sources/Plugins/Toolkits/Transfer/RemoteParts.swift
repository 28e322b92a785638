import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import RecuaCore
public import RecuaHTTP

/// Looks into a file that is to be had over HTTP: reads the parts that are asked for, and nothing else of it.
///
/// From a server that knows no parts only the file's beginning can be read: its answer is broken off behind what was
/// asked for.
public struct RemoteParts: Sendable {
    /// So much of an answer that was to be a part is kept at most.
    private static let beginningLimit = 64 << 20

    private let file: RemoteFile
    private let route: Route
    private let retry: RetryPolicy

    public init(of file: RemoteFile, client: RoutedHTTPClient, retry: RetryPolicy = RetryPolicy()) {
        self.file = file
        self.retry = retry
        route = Route(to: file, client: client)
    }

    /// Lends the file to `body`: how many bytes it has, if that is known, and a function that gives so many bytes from
    /// an offset on, fewer only where the file ends.
    ///
    /// - Parameter first: what will be read first, from the beginning on.
    /// - Throws: ``Diagnostic`` `fetch.not-found`, `fetch.denied`, `fetch.refused`, `fetch.no-parts`,
    ///   `fetch.upstream-changed`, `network.…`; what `body` throws.
    public func read<Result>(
        first: Int, _ body: (_ size: Int64?, _ read: (Int64, Int) async throws -> [UInt8]) async throws -> Result
    ) async throws -> Result {
        let (opened, beginning) = try await retry.run { _ in try await open(0..<Int64(first)) }
        guard let beginning else { return try await readStream(opened, body) }
        let total = opened.part?.total ?? (opened.status == 416 ? 0 : file.size)
        return try await body(total) { offset, count in
            if offset == 0, count <= beginning.count || Int64(beginning.count) == total {
                return Array(beginning.prefix(count))
            }
            return try await retry.run { _ in
                let (next, bytes) = try await open(offset..<offset + Int64(count))
                guard let bytes, next.part?.total == opened.part?.total, next.validator == opened.validator else {
                    throw Diagnostic("fetch.upstream-changed", "`\(file.name)` changed while it was looked at")
                }
                return bytes
            }
        }
    }

    /// - Returns: no bytes when the server answers with the whole file.
    private func open(_ range: Range<Int64>) async throws -> (RouteResponse, [UInt8]?) {
        let opened = try await route.open(["Range": "bytes=\(range.lowerBound)-\(range.upperBound - 1)"])
        switch opened.status {
        case 200: return (opened, nil)
        case 206:
            guard let part = opened.part, part.range.lowerBound == range.lowerBound else {
                throw Retryable(
                    Diagnostic("fetch.refused", "`\(opened.place)` sent another part than it was asked for"))
            }
            return (
                opened,
                try await bytes(of: opened, Int(min(part.range.upperBound, range.upperBound) - range.lowerBound))
            )
        // An empty file has no first byte to ask for.
        case 416 where range.lowerBound == 0: return (opened, [])
        default: throw file.failure(opened)
        }
    }

    private func bytes(of opened: RouteResponse, _ count: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await HTTPFailure.explained(at: opened.place) {
            for try await piece in opened.response.body {
                bytes += piece.readableBytesView.prefix(count - bytes.count)
                if bytes.count == count { break }
            }
        }
        guard bytes.count == count else {
            throw Retryable(Diagnostic("network.reset", "`\(opened.place)` sent \(bytes.count) bytes of \(count)"))
        }
        return bytes
    }

    /// The file from its beginning on, as far as it is wanted.
    private func readStream<Result>(
        _ opened: RouteResponse, _ body: (Int64?, (Int64, Int) async throws -> [UInt8]) async throws -> Result
    ) async throws -> Result {
        var stream = opened.response.body.makeAsyncIterator()
        var received: [UInt8] = []
        return try await body(opened.contentLength ?? file.size) { offset, count in
            guard offset + Int64(count) <= Self.beginningLimit else { throw noParts(opened) }
            let end = Int(offset) + count
            try await HTTPFailure.explained(at: opened.place) {
                while received.count < end, let piece = try await stream.next(isolation: #isolation) {
                    received += piece.readableBytesView
                }
            }
            return Array(received[min(Int(offset), received.count)..<min(end, received.count)])
        }
    }

    private func noParts(_ opened: RouteResponse) -> Diagnostic {
        Diagnostic(
            "fetch.no-parts",
            "`\(opened.place)` sends files from their beginning on only, and what is to be known stands at the end",
            help: "fetch the file, and look at it on this machine")
    }
}

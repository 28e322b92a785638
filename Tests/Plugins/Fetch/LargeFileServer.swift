import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// A web server with one file of any size, of which all but the beginning is zeros, that counts the bytes it sends.
final class LargeFileServer: Sendable {
    private let beginning: [UInt8]
    private let size: Int64
    /// False to answer every request with the whole file.
    private let hasParts: Bool
    /// False to leave the size to whoever reads to the end.
    private let saysSize: Bool
    /// True to call the file another one with each answer.
    private let changesTag: Bool
    private let counts = Mutex((requests: 0, sent: Int64(0)))

    init(beginning: [UInt8], size: Int64, hasParts: Bool = true, saysSize: Bool = true, changesTag: Bool = false) {
        self.beginning = beginning
        self.size = size
        self.hasParts = hasParts
        self.saysSize = saysSize
        self.changesTag = changesTag
    }

    var requests: Int { counts.withLock { $0.requests } }
    /// Bytes of bodies that were handed to the connection.
    var sent: Int64 { counts.withLock { $0.sent } }

    func answer(_ request: Request) -> Response {
        let number = counts.withLock { counts in
            counts.requests += 1
            return counts.requests
        }
        var headers: HTTPFields = [.eTag: changesTag ? "\"\(number)\"" : "\"one\""]
        guard hasParts, let range = range(request.headers[.range]) else {
            if saysSize { headers[.contentLength] = "\(size)" }
            return Response(status: .ok, headers: headers, body: body(0..<size))
        }
        guard !range.isEmpty else {
            headers[.contentRange] = "bytes */\(size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
        headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
        headers[.contentLength] = "\(range.count)"
        return Response(status: .partialContent, headers: headers, body: body(range))
    }

    /// The part that was asked for, as far as the file reaches.
    private func range(_ header: String?) -> Range<Int64>? {
        guard let numbers = header?.dropFirst("bytes=".count).split(separator: "-").compactMap({ Int64($0) }),
            numbers.count == 2
        else { return nil }
        let end = min(numbers[1] + 1, size)
        return min(numbers[0], end)..<end
    }

    private func body(_ range: Range<Int64>) -> ResponseBody {
        .init { writer in
            var place = range.lowerBound
            while place < range.upperBound {
                let count = Int(min(1 << 16, range.upperBound - place))
                let known = self.beginning.dropFirst(Int(clamping: place)).prefix(count)
                self.counts.withLock { $0.sent += Int64(count) }
                try await writer.write(ByteBuffer(bytes: known + repeatElement(0, count: count - known.count)))
                place += Int64(count)
            }
            try await writer.finish(nil)
        }
    }
}

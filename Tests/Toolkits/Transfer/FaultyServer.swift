import HTTPTypes
import Hummingbird
import NIOCore
import RecuaTestSupport
import Synchronization

/// A web server with one file that has parts, and that does as told with some of its requests.
final class FaultyServer: Sendable {
    /// What goes wrong with one request; right answers follow.
    enum Fault: Sendable, Hashable {
        /// So many bytes of the body, then the end of the connection.
        case reset(after: Int)
        /// Half of the body, then silence.
        case stall
        /// A body that ends well and too early.
        case shortBody
        /// A body of the right length with other bytes.
        case wrongBytes
        /// A part that goes on beyond what was asked for.
        case longBody
        /// `Content-Length` promises more than comes.
        case lyingLength
        /// All of the file and more, without a word of how much that is.
        case endlessBody
        /// A part, without a word of how long the whole file is.
        case unknownTotal
        /// All of the file, though a part was asked for.
        case wholeInsteadOfPart
        /// Another part than was asked for.
        case otherPart
        case status(Int, retryAfter: String? = nil)
        /// The file is another one from here on.
        case replaced
    }

    struct Visit: Sendable {
        var path: String
        var range: String?
        var ifRange: String?
        var authorization: String?
    }

    private struct State {
        var content: [UInt8]
        var tag: String?
        var modified: String?
        var faults: [Int: Fault]
        var visits: [Visit] = []
        var hasParts = true
        var isInside = 0
        var crowds: [Int] = []
    }

    private let other: [UInt8]
    private let state: Mutex<State>
    private let atOnce: Int
    private let otherwise: Int

    /// - Parameters:
    ///   - faults: by the number of the request, from 0.
    ///   - other: what the file is replaced by.
    ///   - modified: when the file was changed, as HTTP writes it.
    ///   - atOnce: requests that are answered at once; more are turned away with the status `otherwise`.
    init(
        _ content: [UInt8], tag: String? = "\"one\"", modified: String? = nil, faults: [Int: Fault] = [:],
        other: [UInt8] = [],
        hasParts: Bool = true, atOnce: Int = .max, otherwise: Int = 429
    ) {
        self.other = other
        (self.atOnce, self.otherwise) = (atOnce, otherwise)
        state = Mutex(State(content: content, tag: tag, modified: modified, faults: faults, hasParts: hasParts))
    }

    var visits: [Visit] { state.withLock { $0.visits } }

    /// How many were there at once as each request came, it and those that are turned away included.
    var crowds: [Int] { state.withLock { $0.crowds } }

    /// Further faults for the requests that follow, the first one next.
    func fail(next faults: [Fault]) {
        state.withLock { state in
            for (index, fault) in faults.enumerated() { state.faults[state.visits.count + index] = fault }
        }
    }

    func answer(_ request: Request, _ channel: any Channel) async throws -> Response {
        let isWelcome = state.withLock { state in
            state.isInside += 1
            state.crowds.append(state.isInside)
            return state.isInside <= atOnce
        }
        defer { state.withLock { $0.isInside -= 1 } }
        guard isWelcome else { return Response(status: .init(code: otherwise)) }
        // Long enough for others to come meanwhile.
        if atOnce < .max { try await Task.sleep(for: .milliseconds(2)) }
        return try await welcome(request, channel)
    }

    private func welcome(_ request: Request, _ channel: any Channel) async throws -> Response {
        let (fault, now) = state.withLock { state in
            let fault = state.faults[state.visits.count]
            state.visits.append(
                Visit(
                    path: request.uri.path, range: request.headers[.range], ifRange: request.headers[.ifRange],
                    authorization: request.headers[.authorization]))
            if fault == .replaced { (state.content, state.tag) = (other, state.tag.map { _ in "\"two\"" }) }
            return (fault, state)
        }
        if case .status(let code, let retryAfter)? = fault {
            let headers: HTTPFields = retryAfter.map { [.retryAfter: $0] } ?? [:]
            return Response(status: .init(code: code), headers: headers)
        }
        if let tag = now.tag, request.headers[.ifNoneMatch] == tag { return Response(status: .notModified) }
        if let time = now.modified, request.headers[.ifModifiedSince] == time { return Response(status: .notModified) }
        return body(of: request, now.content, now.tag, hasParts: now.hasParts, fault, channel)
    }

    private func body(
        of request: Request, _ content: [UInt8], _ tag: String?, hasParts: Bool, _ fault: Fault?, _ channel: any Channel
    ) -> Response {
        var headers: HTTPFields = [:]
        if let tag { headers[.eTag] = tag }
        if fault == .endlessBody {
            return Response(
                status: .ok, headers: headers,
                body: .init { writer in
                    try await writer.write(ByteBuffer(bytes: content + [1, 2, 3]))
                    try await writer.finish(nil)
                })
        }
        let asked = hasParts && fault != .wholeInsteadOfPart ? range(request, content.count, tag) : nil
        guard var range = asked else { return spoiled(.ok, headers, content[...], fault, channel) }
        guard range.lowerBound < content.count else { return Response(status: .rangeNotSatisfiable) }
        if fault == .otherPart { range = 0..<max(1, range.lowerBound / 2) }
        let total = fault == .unknownTotal ? "*" : "\(content.count)"
        headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(total)"
        let end = fault == .longBody ? content.count : range.upperBound
        return spoiled(.partialContent, headers, content[range.lowerBound..<end], fault, channel)
    }

    private func range(_ request: Request, _ size: Int, _ tag: String?) -> Range<Int>? {
        if let condition = request.headers[.ifRange], condition != tag { return nil }
        let numbers = request.headers[.range]?.dropFirst("bytes=".count).split(separator: "-").compactMap { Int($0) }
        guard let numbers, let start = numbers.first else { return nil }
        return start..<max(start, min(size, (numbers.dropFirst().first ?? size - 1) + 1))
    }

    private func spoiled(
        _ status: HTTPResponse.Status, _ headers: HTTPFields, _ body: ArraySlice<UInt8>, _ fault: Fault?,
        _ channel: any Channel
    ) -> Response {
        var headers = headers
        headers[.contentLength] = "\(body.count)"
        switch fault {
        case .wrongBytes: return whole(status, headers, body.map { $0 ^ 1 }[...])
        case .shortBody:
            headers[.contentLength] = "\(body.count / 2)"
            return whole(status, headers, body.prefix(body.count / 2))
        case .lyingLength:
            headers[.contentLength] = "\(body.count + 1000)"
            return cut(status, headers, body, channel)
        case .reset(let count): return cut(status, headers, body.prefix(count), channel)
        case .stall:
            return Response(
                status: status, headers: headers,
                body: .init { writer in
                    try await writer.write(ByteBuffer(bytes: body.prefix(body.count / 2)))
                    try await Task.sleep(for: .seconds(600))
                    try await writer.finish(nil)
                })
        default: return whole(status, headers, body)
        }
    }

    private func whole(_ status: HTTPResponse.Status, _ headers: HTTPFields, _ body: ArraySlice<UInt8>) -> Response {
        Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    private func cut(
        _ status: HTTPResponse.Status, _ headers: HTTPFields, _ body: ArraySlice<UInt8>, _ channel: any Channel
    ) -> Response {
        Response(
            status: status, headers: headers,
            body: .init { writer in
                try await writer.write(ByteBuffer(bytes: body))
                try await channel.close()
            })
    }
}

import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// A web server with one file, that does as told with its first requests and right with all others.
final class FileServer: Sendable {
    enum Fault: String, Sendable, CaseIterable {
        case reset, shortBody, wrongBytes, ignoredRange, changedTag, busy, unavailable, webPage, lfsPointer, notThere,
            forbidden
    }

    struct Visit: Sendable {
        var method: String
        var path: String
        var range: String?
        var authorization: String?
        var ifRange: String?
    }

    private struct State {
        var content: [UInt8]
        var tag: String
        var faults: [Fault]
        var visits: [Visit] = []
    }

    private let state: Mutex<State>

    init(_ content: [UInt8], tag: String = "\"one\"", faults: [Fault] = []) {
        state = Mutex(State(content: content, tag: tag, faults: faults))
    }

    var visits: [Visit] { state.withLock { $0.visits } }

    /// Other bytes under the same address.
    func replace(_ content: [UInt8], tag: String) {
        state.withLock {
            $0.content = content
            $0.tag = tag
        }
    }

    func answer(_ request: Request) -> Response {
        let (content, tag, fault) = state.withLock { state in
            state.visits.append(
                Visit(
                    method: request.method.rawValue, path: request.uri.path, range: request.headers[.range],
                    authorization: request.headers[.authorization], ifRange: request.headers[.ifRange]
                ))
            let fault = request.method == .get && !state.faults.isEmpty ? state.faults.removeFirst() : nil
            return (state.content, state.tag, fault)
        }
        switch fault {
        case .wrongBytes: return FileServer.whole(content.map { $0 ^ 1 }, tag)
        case .busy: return Response(status: .tooManyRequests, headers: [.retryAfter: "17"])
        case .unavailable: return Response(status: .serviceUnavailable)
        case .webPage: return FileServer.whole(Array("<!DOCTYPE html><html>Sign in</html>".utf8), tag)
        case .lfsPointer:
            return FileServer.whole(Array("version https://git-lfs.github.com/spec/v1\noid sha256:1\n".utf8), tag)
        case .notThere: return Response(status: .notFound)
        case .forbidden: return Response(status: .forbidden)
        case .ignoredRange: return FileServer.whole(content, tag)
        case .reset, .shortBody: return FileServer.cutOff(content, tag)
        case .changedTag, nil: break
        }
        if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified) }
        return FileServer.part(content, tag, request) ?? FileServer.whole(content, tag)
    }

    private static func whole(_ content: [UInt8], _ tag: String) -> Response {
        Response(status: .ok, headers: [.eTag: tag], body: .init(byteBuffer: ByteBuffer(bytes: content)))
    }

    private static func part(_ content: [UInt8], _ tag: String, _ request: Request) -> Response? {
        let numbers = request.headers[.range]?.dropFirst("bytes=".count).split(separator: "-").compactMap { Int($0) }
        guard let numbers, let start = numbers.first else { return nil }
        if let condition = request.headers[.ifRange], condition != tag { return nil }
        guard start < content.count else { return Response(status: .rangeNotSatisfiable) }
        let end = min(content.count, (numbers.dropFirst().first ?? content.count) + 1)
        return Response(
            status: .partialContent,
            headers: [.eTag: tag, .contentRange: "bytes \(start)-\(end - 1)/\(content.count)"],
            body: .init(byteBuffer: ByteBuffer(bytes: content[start..<end]))
        )
    }

    /// Half of the bytes, then the end of the connection.
    private static func cutOff(_ content: [UInt8], _ tag: String) -> Response {
        struct Broken: Error {}
        return Response(
            status: .ok, headers: [.eTag: tag, .contentLength: "\(content.count)"],
            body: .init { writer in
                try await writer.write(ByteBuffer(bytes: content.prefix(content.count / 2)))
                throw Broken()
            })
    }
}

import HTTPTypes
import Hummingbird
import NIOCore
import RecuaCore
import Synchronization

/// Answers for one file as Hugging Face does: facts in the headers, and a redirect to the storage; a small file comes
/// from the hub itself, and its tag is git's.
final class FakeHub: Sendable {
    private let content: [UInt8]
    private let commit: String
    private let isSmall: Bool
    private let log = Mutex<[FileServer.Visit]>([])

    init(_ content: [UInt8], commit: String, isSmall: Bool = false) {
        self.content = content
        self.commit = commit
        self.isSmall = isSmall
    }

    var visits: [FileServer.Visit] { log.withLock { $0 } }

    func answer(_ request: Request, storage: String) -> Response {
        let visit = FileServer.Visit(
            method: request.method.rawValue, path: request.uri.path, authorization: request.headers[.authorization]
        )
        log.withLock { $0.append(visit) }
        return isSmall ? small(request) : large(storage)
    }

    private func large(_ storage: String) -> Response {
        var headers: HTTPFields = [.location: "\(storage)/blob?Signature=signed"]
        headers[HTTPField.Name.repositoryCommit] = commit
        headers[HTTPField.Name.linkedTag] = "\"\(Digest(of: content).hex)\""
        headers[HTTPField.Name.linkedSize] = "\(content.count)"
        return Response(status: .found, headers: headers)
    }

    private func small(_ request: Request) -> Response {
        var headers: HTTPFields = [.eTag: "\"\(String(repeating: "5", count: 40))\""]
        headers[HTTPField.Name.repositoryCommit] = commit
        guard request.method == .head else {
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: content)))
        }
        headers[.contentLength] = "\(content.count)"
        return Response(status: .ok, headers: headers)
    }
}

extension HTTPField.Name {
    static let repositoryCommit = HTTPField.Name("X-Repo-Commit") ?? .eTag
    static let linkedTag = HTTPField.Name("X-Linked-Etag") ?? .eTag
    static let linkedSize = HTTPField.Name("X-Linked-Size") ?? .eTag
    static let errorCode = HTTPField.Name("X-Error-Code") ?? .eTag
    static let errorMessage = HTTPField.Name("X-Error-Message") ?? .eTag
    static let retryAfter = HTTPField.Name("Retry-After") ?? .eTag
}

import HTTPTypes
import Hummingbird
import RecuaCore
import Synchronization

/// Answers for one file as Hugging Face does: facts in the headers, and a redirect to the storage.
final class FakeHub: Sendable {
    private let content: [UInt8]
    private let commit: String
    private let log = Mutex<[FileServer.Visit]>([])

    init(_ content: [UInt8], commit: String) {
        self.content = content
        self.commit = commit
    }

    var visits: [FileServer.Visit] { log.withLock { $0 } }

    func answer(_ request: Request, storage: String) -> Response {
        let visit = FileServer.Visit(
            method: request.method.rawValue, path: request.uri.path, authorization: request.headers[.authorization]
        )
        log.withLock { $0.append(visit) }
        var headers: HTTPFields = [.location: "\(storage)/blob?Signature=signed"]
        headers[HTTPField.Name.repositoryCommit] = commit
        headers[HTTPField.Name.linkedTag] = "\"\(Digest(of: content).hex)\""
        headers[HTTPField.Name.linkedSize] = "\(content.count)"
        return Response(status: .found, headers: headers)
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

internal import AsyncHTTPClient
internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import NIOHTTP1
internal import RecuaCore

/// A whole answer, its length known before it is sent.
struct Answer: Sendable {
    var head: HTTPResponse
    var body: ByteBuffer

    init(status: HTTPResponse.Status, fields: HTTPFields = [:], json: JSON) {
        head = HTTPResponse(status: status, headerFields: fields)
        head.headerFields[.contentType] = "application/json"
        body = ByteBuffer(string: json.text())
    }

    /// The front about itself.
    init(_ status: FrontStatus) throws {
        self.init(status: .ok, json: try JSON(encoding: status))
    }

    init(head: HTTPResponse, body: ByteBuffer) {
        self.head = head
        self.body = body
    }

    /// The engine's answer, read to its end; more than `limit` bytes are a failure of the function, as on Lambda.
    static func buffered(_ response: HTTPClientResponse, limit: Int, of invocation: Invocation) async throws -> Answer {
        do {
            return Answer(head: invocation.head(for: response), body: try await response.body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            let message = "the answer is larger than \(limit) bytes; `function.url.stream: true` lifts the limit"
            return Answer(status: .badGateway, fields: invocation.marks, json: ["message": .string(message)])
        }
    }

    /// No answer of the engine's, and why.
    init(failure: any Error, isLate: Bool, of invocation: Invocation) {
        let message: String
        switch failure {
        case _ where isLate: message = "the request took longer than the function's timeout"
        case EngineFailure.ended(let story): message = story
        case EngineFailure.stopped: message = "the engine was stopped"
        default: message = "the engine broke off: \(failure)"
        }
        self.init(
            status: isLate ? .gatewayTimeout : .badGateway, fields: invocation.marks,
            json: ["message": .string(message)])
    }

    static let notAPath = {
        var answer = Answer(status: .badRequest, json: ["message": "the request does not name a path"])
        answer.head.headerFields[.connection] = "close"
        return answer
    }()

    static let tooLarge = {
        var answer = Answer(
            status: .contentTooLarge,
            json: ["message": .string("the request is larger than \(Exchange.payloadLimit) bytes")])
        // The rest of the request is not read.
        answer.head.headerFields[.connection] = "close"
        return answer
    }()

    @concurrent func write(to writer: consuming ResponseWriter) async throws {
        var head = head
        if head.status != .noContent, head.status != .notModified {
            head.headerFields[.contentLength] = "\(body.readableBytes)"
        }
        try await writer.write(response: head, body: ResponseBody(byteBuffer: body))
    }
}

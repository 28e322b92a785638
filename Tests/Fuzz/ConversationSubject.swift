import RecuaRPC

@testable import RecuaCore
@testable import RecuaExternal

enum ConversationSubject {
    private static let limit = 512

    /// - Parameter bytes: in how many pieces the rest comes, and the rest.
    static func test(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        let output = Array(bytes.dropFirst())
        let lines = split(output, pieces: max(1, output.count))
        Laws.expect(lines == split(output, pieces: 1 + Int(first)), "lines do not depend on how their bytes come")
        let shortest = lines.allSatisfy { $0.bytes.count <= limit && !$0.bytes.contains(UInt8(ascii: "\n")) }
        Laws.expect(shortest, "a line is no longer than its limit")
        for line in lines {
            _ = PlainText.line(line.bytes)
            if let message = Message(line.bytes) { test(message) }
        }
        // A whole answer of any length, too.
        if let message = Message(output) { test(message) }
    }

    private static func split(_ bytes: [UInt8], pieces: Int) -> [LineSplitter.Line] {
        var splitter = LineSplitter(limit: limit)
        var lines: [LineSplitter.Line] = []
        let size = max(1, bytes.count / pieces)
        for start in stride(from: 0, to: bytes.count, by: size) {
            bytes[start..<min(bytes.count, start + size)].withUnsafeBytes { lines += splitter.take($0) }
        }
        return lines + (splitter.finish().map { [$0] } ?? [])
    }

    private static func test(_ message: Message) {
        Laws.expect(message.line.count { $0 == UInt8(ascii: "\n") } == 1, "a message is one line")
        switch message {
        case .answer(let id, .success(let result)):
            _ = id.integer
            test(result)
        case .answer(_, .failure(let error)):
            Laws.expect(!DiagnosticText.plain(error.diagnostic).isEmpty, "an error of a program can be shown")
        case .notification(_, let params):
            _ = Listener.nobody.progress(params)
            _ = Listener.nobody.log(params)
            _ = Listener.nobody.diagnostic(params, of: "probe")
            Laws.attempt { try Listener.nobody.checkpoint(params) }
        case .request(let id, let method, let params):
            let answer = Message.answer(id: id, Listener.nobody.secret(params))
            Laws.expect(Message(answer.line) != nil, "what is answered is a message")
            let refusal = Message.unknown(id: id, method)
            Laws.expect(refusal.line.count { $0 == UInt8(ascii: "\n") } == 1, "what is sent is one line")
            Laws.expect(Message(refusal.line) != nil, "what is sent is a message")
        }
    }

    private static func test(_ answer: JSON) {
        let description = Laws.attempt { try ProgramDescription(answer, name: "probe", program: Digest(of: "")) }
        if let description {
            Laws.expect((1...256).contains(description.concurrency), "a program serves 1 to 256 requests at once")
            for section in description.descriptor.sections { _ = section.schema.canonical(nil) }
        }
        let program = ProgramIdentity(name: "probe", version: "1")
        if let forecast = Forecast(message: answer) {
            Laws.expect(Forecast(message: forecast.messageItem) == forecast, "a forecast is read as it is written")
        }
        for kind in ArtifactKind.pipeline {
            Laws.attempt { try ArtifactShape.check(answer["artifact"] ?? answer, kind, from: program) }
        }
    }
}

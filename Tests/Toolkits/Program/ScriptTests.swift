import RecuaCore
import RecuaRPC
import RecuaTestSupport
import Testing

@testable import RecuaProgram

@Suite struct ScriptTests {
    /// What a program may say that a plugin in Swift has no words for.
    private static let unsaid: Set<String> = ["since", "mood", "colour", "timeouts", "class", "retryable", "methods"]

    @Test(arguments: Script.names)
    func `a program says in each written-down conversation what is written down`(name: String) async throws {
        let script = try Script(name)
        let (said, continuation) = AsyncStream.makeStream(of: Message.self)
        let outbox = Outbox { line in Message(Array(line.dropLast())).map { _ = continuation.yield($0) } }
        let server = ProgramServer(try ScriptedPlugin(script), concurrency: 1, outbox: outbox)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await server.serve() }
            var heard = said.makeAsyncIterator()
            var question: JSON?
            for line in script.lines {
                guard line.isFromHost else {
                    let message = try #require(await heard.next())
                    if case .request(let id, "secret", _) = message { question = id }
                    compare(message, line.message)
                    continue
                }
                var message = line.message
                // The program numbers its questions as it likes.
                if message["method"] == nil { message["id"] = question }
                server.inbox.take(message)
            }
            server.inbox.end()
            try await group.waitForAll()
        }
    }

    @Test func `there are conversations`() { #expect(Script.names.count >= 8) }

    /// Everything that is written down is said; more may be.
    private func compare(_ said: Message, _ written: JSON) {
        guard let expected = Message(written) else { return }
        switch (said, expected) {
        case (.answer(let id, .success(let said)), .answer(let other, .success(let written))):
            #expect(id == other)
            expect(said, toHold: written)
        case (.answer(let id, .failure(let said)), .answer(let other, .failure(let written))):
            #expect(id == other && said.code == written.code && said.help == written.help)
            #expect(said.artifact == written.artifact)
            if written.kind == "auth" { #expect(said.kind == "auth") }
            #expect(written.kind == "cancelled" ? said.kind == "cancelled" : said.message == written.message)
        case (.notification(let said, let params), .notification(let written, let expected)),
            (.request(_, let said, let params), .request(_, let written, let expected)):
            #expect(said == written)
            expect(params, toHold: expected)
        default: Issue.record("\(said) in place of \(written)")
        }
    }

    private func expect(_ said: JSON, toHold written: JSON) {
        for (key, value) in written.object ?? [:] where !Self.unsaid.contains(key) {
            #expect(said[key] == value, "\(key)")
        }
    }
}

extension Inbox {
    fileprivate func take(_ message: JSON) {
        let line = Array(message.text().utf8) + [UInt8(ascii: "\n")]
        line.withUnsafeBytes { take($0) }
    }
}

import RecuaCore
import RecuaRPC
import RecuaSamplePlugin
import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaProgram

/// The conversation itself, without a process around it.
@Suite struct ServerTests {
    @Test(
        arguments: [
            ("initialize", ["protocolVersions": [2, 3]], "plugin.protocol-version"),
            ("check", [:], nil), ("run", ["stack": [:]], nil),
        ] as [(String, JSON, String?)])
    func `a request that cannot be served is answered with an error`(
        method: String, params: JSON, code: String?
    ) async throws {
        let answers = try await conversation([.request(id: 1, method: method, params: params)])
        guard case .answer(1, .failure(let error)) = try #require(answers.first) else {
            Issue.record("no error")
            return
        }
        #expect(error.code == code)
    }

    @Test func `an unknown method is refused, and an unknown notification ignored`() async throws {
        let answers = try await conversation([
            .notification(method: "surprise", params: [:]), .notification(method: "cancel", params: ["id": 99]),
            .request(id: "x", method: "dance", params: [:]), .request(id: 2, method: "shutdown", params: [:]),
        ])
        #expect(answers.contains(.answer(id: 2, .success([:]))))
        #expect(answers.contains(.unknown(id: "x", "dance")))
        #expect(answers.count == 2)
    }

    @Test func `the end of input ends what is still at work`() async throws {
        try await withScratchFolder { folder in
            let params: JSON = [
                "stack": ["name": "demo", "project": "p", "target": "local", "folder": "/", "tags": [:]],
                "sections": Stand.sections("wait"), "inputs": ["sample-input": ["word": "x"]], "token": "t",
                "scratch": .string(folder.path), "store": .string(folder.path("store")),
            ]
            let answers = try await conversation([.request(id: 1, method: "run", params: params)])
            #expect(answers.last == .answer(id: 1, .failure(AnswerError("cancelled", kind: "cancelled"))))
        }
    }

    @Test func `bytes that are no message are passed over`() async throws {
        let noise: [[UInt8]] = [Array("hello\n".utf8), [0xFF, 0xFE, 0x0A], Array("[1]\n\n".utf8)]
        let answers = try await conversation([.request(id: 2, method: "shutdown", params: [:])], after: noise)
        #expect(answers == [.answer(id: 2, .success([:]))])
    }

    @Test func `an answer that no host would read is an error in its place`() throws {
        let sent = Sent()
        let outbox = Outbox { sent.add($0) }
        let long = String(repeating: "x", count: Conversation.lineLength)
        outbox.send(.answer(id: 7, .success(["artifact": ["word": .string(long)]])))
        outbox.send(.notification(method: "log", params: ["message": .string(long)]))
        guard case .answer(7, .failure(let error)) = try #require(sent.messages.first) else {
            Issue.record("no error")
            return
        }
        #expect(error.code == "program.answer-too-long")
        #expect(sent.messages.count == 1)
    }

    @Test func `nobody who asks is left waiting when the host has gone`() async throws {
        let questions = Questions(Outbox { _ in })
        questions.end()
        #expect(throws: Diagnostic.self) { try questions.ask("secret", [:]) }
    }

    @Test func `a secret is looked for where the schema says that there may be one`() throws {
        let descriptor = SamplePlugin.descriptor
        let sections: JSON = ["sample": ["token": "${env:A}", "plain": "${env:B}"], "other": ["token": "${env:C}"]]
        #expect(descriptor.pointer(toSecret: "${env:A}", in: sections) == "/sample/token")
        #expect(descriptor.pointer(toSecret: "${env:B}", in: sections) == nil)
        #expect(descriptor.pointer(toSecret: "${env:C}", in: sections) == nil)
    }

    /// What the sample says when it is told all of this, and then nothing more.
    private func conversation(_ messages: [Message], after noise: [[UInt8]] = []) async throws -> [Message] {
        let sent = Sent()
        let server = ProgramServer(SamplePlugin().provider, concurrency: 4, outbox: Outbox { sent.add($0) })
        for bytes in noise + messages.map(\.line) { bytes.withUnsafeBytes { server.inbox.take($0) } }
        server.inbox.end()
        await server.serve()
        return sent.messages
    }
}

/// The lines that a server sent.
final class Sent: Sendable {
    private let lines = Mutex<[[UInt8]]>([])

    func add(_ line: [UInt8]) { lines.withLock { $0.append(line) } }

    var messages: [Message] { lines.withLock { $0 }.compactMap { Message(Array($0.dropLast())) } }
}

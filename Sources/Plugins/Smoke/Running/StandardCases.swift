import RecuaCore

/// What a stack without cases is asked: a short answer, and one that streams. A server of embeddings is asked for one.
struct StandardCases {
    /// How many there are at most.
    static let count = 2

    let section: SmokeSection
    let client: ModelClient

    func run(_ record: (Report.Case) -> Void) async throws {
        let chat = try await result(of: Self.chat)
        if chat.passed {
            record(chat)
            return record(try await result(of: Self.stream))
        }
        // A server that embeds refuses to chat. One that does neither has failed at chatting.
        if let status = chat.status, status != 200 {
            let embedding = try await result(of: Self.embedding)
            if embedding.passed { return record(embedding) }
        }
        record(chat)
    }

    private func result(of test: SmokeCase) async throws -> Report.Case {
        try await CaseRun(test: test, settings: section.settings(of: test), client: client).result()
    }

    private static var chat: SmokeCase {
        var test = SmokeCase(name: "short answer", .chat("Say hello."))
        test.maxTokens = 16
        return test
    }

    private static var stream: SmokeCase {
        var test = SmokeCase(name: "streaming", .chat("Count from one to ten."))
        test.stream = true
        test.maxTokens = 32
        return test
    }

    private static var embedding: SmokeCase {
        SmokeCase(name: "embedding", .embed(["A cat sleeps on the mat."]))
    }
}

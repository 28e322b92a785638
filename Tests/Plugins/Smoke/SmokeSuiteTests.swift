import RecuaCore
import Synchronization
import Testing

@testable import RecuaSmoke

struct SmokeSuiteTests {
    /// What the suite finds at a server that answers with `reply`.
    private func report(
        _ cases: String = "[]", auth: Deployment.Auth = .none, environment: [String: String] = [:],
        _ reply: @escaping @Sendable (Received) -> Reply
    ) async throws -> (report: Report, received: [Received]) {
        let section = try JSON(parsing: cases).decode(SmokeSection.self)
        return try await withModelServer(reply) { server in
            var suite = SmokeSuite(section, environment: environment, secrets: { _ in "resolved" })
            suite.pause = .milliseconds(1)
            let endpoint = Endpoint(url: server.url, auth: auth, region: "us-east-1", modelName: Llama.modelName)
            return (try await suite.run(against: endpoint), server.received)
        }
    }

    /// The failures of the one case in `cases`, put to a server that chats as `reply` says.
    private func failures(_ cases: String, _ reply: @escaping @Sendable (Received) -> Reply) async throws -> [String] {
        let sound = Llama.replying("It is Paris, of course.")
        let report = try await report(cases) { ["/health", "/v1/models"].contains($0.path) ? sound($0) : reply($0) }
            .report
        #expect(report.cases.prefix(2).map(\.passed) == [true, true])
        return report.cases.dropFirst(2).flatMap(\.failures)
    }

    @Test func `without cases there are health, the name, a short answer and a stream`() async throws {
        let report = try await report { Llama.replying("one two three four")($0) }.report
        #expect(report.cases.map(\.name) == ["health", "model name", "short answer", "streaming"])
        #expect(report.passed)
        #expect(report.cases[3].timeToFirstToken != nil)
        #expect(report.cases[3].tokensPerSecond == 31.5)
    }

    @Test func `without cases a server of embeddings is asked for one`() async throws {
        let report = try await report { request in
            request.path == "/v1/embeddings" ? .json(Llama.embeddings([[1, 2]])) : Llama.embedding(request)
        }.report
        #expect(report.cases.map(\.name) == ["health", "model name", "embedding"])
        #expect(report.passed)
    }

    @Test func `sound cases of every kind pass`() async throws {
        let cases = #"""
            [{"chat": "Capital?", "expect": {"contains": "Paris", "finishReason": "stop", "tokens": {"max": 8}}},
             {"chat": [{"role": "user", "content": "Capital?"}], "stream": true, "expect": {"matches": "Paris"}},
             {"completion": "The capital", "expect": {"contains": "Paris", "finishReason": "length"}},
             {"embed": ["a", "b", "c"], "expect": {"dimensions": 3, "similarity": [{"closer": [0, 1], "than": [0, 2]}]}},
             {"chat": "Capital?", "repeat": 3, "expect": {"identical": true}},
             {"request": {"path": "/nowhere"}, "expect": {"status": 404, "contains": "Not Found"}}]
            """#
        let (report, received) = try await report(cases) { Llama.replying("It is Paris, of course.")($0) }
        #expect(report.cases.flatMap(\.failures) == [])
        #expect(report.cases.count == 8)
        #expect(received.count { $0.path == "/v1/chat/completions" } == 5)
        #expect(report.cases[2].answer == "It is Paris, of course.")
    }

    @Test func `a server without OpenAI's completions is asked in llama.cpp's own way`() async throws {
        let failures = try await failures(
            #"[{"completion": "Once", "expect": {"contains": "upon", "finishReason": "length"}}]"#
        ) {
            $0.path == "/completion"
                ? .json(Llama.nativeCompletion("upon a time")) : .json(["error": "no"], status: 404)
        }
        #expect(failures == [])
    }

    @Test(arguments: [
        (
            #"[{"chat": "Hi"}]"#, Reply.json(["error": ["message": "boom"]], status: 500),
            "expected status 200, found 500: `boom`"
        ),
        (
            #"[{"chat": "Hi"}]"#, .text("{\"choices\": [", type: "application/json"),
            "expected JSON, found `{\"choices\": [`"
        ),
        (#"[{"chat": "Hi"}]"#, .text(""), "expected JSON, found nothing"),
        (#"[{"chat": "Hi"}]"#, .json(Llama.chat("")), "expected an answer, found none"),
        (#"[{"chat": "Hi", "timeout": "50ms"}]"#, .hang, "no complete answer within 50ms"),
        (
            #"[{"chat": "Hi", "stream": true}]"#, .json(Llama.chat("Hello")),
            "expected an event stream, found the whole answer at once"
        ),
        (
            #"[{"chat": "Hi", "stream": true}]"#, .stream(Llama.events("one two", isDone: false)),
            "expected the stream to end with `[DONE]`, found its end without"
        ),
        (
            #"[{"chat": "Hi", "stream": true}]"#, .stream([Llama.events("one two").joined()]),
            "expected the answer while it is made, found all of it arriving at once"
        ),
        (#"[{"embed": ["a", "b"]}]"#, .json(Llama.embeddings([[1]])), "expected 2 embeddings, found 1"),
        (
            #"[{"embed": ["a"]}]"#, .json(["data": [["embedding": [[1, 2], [3, 4]]]]]),
            "expected one vector of numbers a text, found something else (is `server.pooling` set?)"
        ),
    ])
    func `a server's fault is told in plain words`(cases: String, reply: Reply, failure: String) async throws {
        #expect(try await failures(cases) { _ in reply } == [failure])
    }

    @Test func `a connection that breaks off is a failure, and the next case is still asked`() async throws {
        let cases = #"[{"chat": "Hi", "stream": true}, {"completion": "Once"}]"#
        let (report, _) = try await report(cases) { request in
            request.path == "/v1/chat/completions"
                ? .reset(after: "data: {}\n\n") : Llama.replying("upon a time")(request)
        }
        #expect(report.cases.map(\.passed) == [true, true, false, true])
        #expect(report.cases[2].failures.count == 1)
    }

    @Test func `answers that differ are told`() async throws {
        let count = Mutex(0)
        let failures = try await failures(#"[{"chat": "Hi", "expect": {"identical": true}}]"#) { _ in
            .json(
                Llama.chat(
                    count.withLock {
                        $0 += 1; return "answer \($0)"
                    }))
        }
        #expect(failures == ["expected the same answer every time, found `answer 1` and, as answer 2, `answer 2`"])
    }

    @Test func `every try is counted`() async throws {
        let count = Mutex(0)
        let (report, _) = try await report(#"{"cases": [{"chat": "Hi"}], "retries": 5}"#) { request in
            guard request.path == "/v1/chat/completions" else { return Llama.replying("")(request) }
            return count.withLock {
                $0 += 1; return $0
            } < 3 ? .json(["error": "no"], status: 500) : .json(Llama.chat("Hello"))
        }
        #expect(report.passed)
        #expect(report.cases.last?.attempts == 3)
    }

    @Test func `a server that still loads is waited for, and its start is measured apart`() async throws {
        let count = Mutex(0)
        let (report, _) = try await report(#"[{"chat": "Hi"}]"#) { request in
            let isLoading =
                request.path == "/health"
                && count.withLock {
                    $0 += 1; return $0
                } < 40
            return isLoading
                ? .json(["error": ["message": "Loading model"]], status: 503) : Llama.replying("Hello")(request)
        }
        #expect(report.passed)
        #expect(report.coldStart != nil)
        #expect(count.withLock { $0 } == 40)
    }

    @Test(arguments: [Reply.json(["message": "Internal Server Error"], status: 502), .hang])
    func `a server that never becomes healthy is asked nothing else`(reply: Reply) async throws {
        let (report, received) = try await report(#"{"warmup": "300ms", "cases": [{"chat": "Hi"}]}"#) { _ in reply }
        #expect(report.cases.map(\.name) == ["health"])
        #expect(!report.passed)
        #expect(received.allSatisfy { $0.path == "/health" })
    }

    @Test func `another model's name is a failure`() async throws {
        let (report, _) = try await report(#"[{"embed": "a"}]"#) { request in
            request.path == "/v1/models" ? .json(["data": [["id": "other"]]]) : Llama.replying("")(request)
        }
        #expect(report.cases[1].failures == ["expected a model `demo-model`, found `other`"])
    }

    @Test func `requests to an endpoint with IAM are signed`() async throws {
        let environment = ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "hush", "AWS_SESSION_TOKEN": "token"]
        let (report, received) = try await report(auth: .iam, environment: environment) {
            Llama.replying("one two three")($0)
        }
        #expect(report.passed)
        for request in received {
            let authorization = try #require(request.headers["authorization"])
            #expect(authorization.hasPrefix("AWS4-HMAC-SHA256 Credential=AKID/"))
            #expect(authorization.contains("/us-east-1/lambda/aws4_request"))
            #expect(request.headers["x-amz-security-token"] == "token")
        }
    }

    @Test func `a secret header is sent resolved`() async throws {
        let cases =
            #"[{"request": {"path": "/nowhere", "headers": {"Authorization": "Bearer ${env:KEY}"}}, "expect": {"status": 404}}]"#
        let (_, received) = try await report(cases) { Llama.replying("")($0) }
        #expect(received.last?.headers["authorization"] == "resolved")
    }

    @Test func `cancelling ends the suite`() async throws {
        try await withModelServer({ _ in .hang }) { server in
            let suite = SmokeSuite(SmokeSection(), environment: [:], secrets: { _ in "" })
            let endpoint = Endpoint(url: server.url)
            let result = try await withThrowingTaskGroup(of: Report.self) { group in
                group.addTask { try await suite.run(against: endpoint) }
                for _ in 0..<10_000 where server.received.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
                group.cancelAll()
                return await group.nextResult()
            }
            #expect(throws: CancellationError.self) { try result?.get() }
        }
    }
}

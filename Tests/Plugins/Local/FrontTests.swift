import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import RecuaCore
import RecuaProcess
import Testing

@testable import RecuaLocal

@Suite(.timeLimit(.minutes(2))) struct FrontTests {
    private func sections(
        idle: String? = nil, stream: Bool = false, timeout: Int? = nil, memory: Int? = nil,
        environment: [String: String] = [:], sandbox: LocalSection.Sandbox = .bubblewrap
    ) throws -> LocalSections {
        LocalSections(
            local: LocalSection(sandbox: sandbox, idle: try idle.map { try TimeSpan(parsing: $0) }),
            function: FunctionKeys(
                memory: memory.map { .megabytes($0) }, timeout: timeout,
                environment: environment.mapValues { Secret(reference: $0) }, url: .init(stream: stream)))
    }

    @Test(arguments: LocalSection.Sandbox.allCases)
    func `the first request starts the engine, and gets its answer`(sandbox: LocalSection.Sandbox) async throws {
        try await Scene.with { scene async throws in
            try await scene.withFront(sections(sandbox: sandbox)) { caller async throws in
                #expect(try await caller.engine == "stopped")
                let reply = try await caller.post("/echo?x=1", Array("hola".utf8))
                #expect(reply.status == 201)
                #expect(reply.text == "hola")
                #expect(reply.headers["x-engine"] == ["yes"])
                #expect(reply.headers["x-amzn-requestid"].count == 1)
                #expect(try await caller.engine == "ready")
            }
        }
    }

    @Test(arguments: [
        "CONNECT 80", "CONNECT example.invalid:80", "GET *", "OPTIONS *", "GET @127.0.0.1:1/x",
    ])
    func `a request that names no path reaches nobody, and the front goes on`(line: String) async throws {
        try await Scene.with { scene async throws in
            try await scene.withFront(sections()) { caller async throws in
                #expect(try await caller.raw("\(line) HTTP/1.1\r\nHost: x\r\n\r\n").hasPrefix("HTTP/1.1 400 "))
                #expect(try await caller.engine == "stopped")
            }
        }
    }

    @Test func `the sandbox holds the image's files, a writable tmp, and nothing else`() async throws {
        try await Scene.with { scene async throws in
            try await scene.withFront(sections()) { caller async throws in
                let seen = try await caller.get("/look").lines
                #expect(
                    seen.isSuperset(of: ["root-writable=no", "tmp-writable=yes", "etc=no", "weights=yes", "cwd=/"]))
            }
        }
    }

    @Test func `the engine has the environment of image and function, and no other`() async throws {
        try await Scene.with { scene async throws in
            let sections = try sections(memory: 512, environment: ["PLAIN": "value", "KEY": "${env:API_KEY}"])
            try await scene.withFront(sections, secrets: ["KEY": "hidden"]) { caller async throws in
                let seen = try await caller.get("/look").lines
                #expect(
                    seen.isSuperset(of: [
                        "FROM_IMAGE=image", "PLAIN=value", "KEY=hidden", "AWS_LAMBDA_FUNCTION_NAME=llamas-chat",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512", "data=\(512 << 20)",
                    ]))
                #expect(!seen.contains { $0.hasPrefix("PATH=") || $0.hasPrefix("HOME=") })
            }
        }
    }

    @Test func `headers of the connection stay behind, others come along both ways`() async throws {
        try await Scene.with { scene async throws in
            try await scene.withFront(sections()) { caller async throws in
                let headers = [
                    ("connection", "x-mine"), ("x-mine", "1"), ("te", "trailers"), ("authorization", "Bearer key"),
                ]
                let head = try await caller.get("/head", headers).text.lowercased()
                #expect(head.contains("authorization: bearer key\r\n"))
                #expect(head.contains("x-forwarded-proto: http\r\n"))
                #expect(!head.contains("x-mine"))
                #expect(!head.contains("te: trailers"))
            }
        }
    }

    @Test func `an answer streams, and the next request waits for its end`() async throws {
        try await Scene.with { scene async throws in
            try await scene.withFront(sections(stream: true)) { caller async throws in
                let response = try await HTTPClient.shared.execute(caller.request("/stream"), timeout: .seconds(60))
                var pieces = response.body.makeAsyncIterator()
                #expect(try await pieces.next().map { String(buffer: $0) } == "data: one\n\n")
                async let second = caller.post("/echo", Array("next".utf8))
                #expect(try await caller.engine == "busy")
                let port = try #require(caller.enginePort)
                _ = try? await HTTPClient.shared.execute(
                    HTTPClientRequest(url: "http://127.0.0.1:\(port)/"), timeout: .seconds(10))
                #expect(try await pieces.next().map { String(buffer: $0) } == "data: two\n\n")
                #expect(try await pieces.next() == nil)
                #expect(try await second.text == "next")
            }
        }
    }

    @Test func `many requests at once are all served`() async throws {
        try await Scene.with { scene async throws in
            try await scene.withFront(sections()) { caller async throws in
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for number in 0..<20 {
                        group.addTask { try await caller.post("/echo", Array("\(number)".utf8)).text == "\(number)" }
                    }
                    for try await isRight in group { #expect(isRight) }
                }
            }
        }
    }

    @Test func `six megabytes pass, one byte more does not`() async throws {
        try await Scene.with { scene async throws in
            try await scene.withFront(sections()) { caller async throws in
                let most = [UInt8](repeating: 7, count: Exchange.payloadLimit)
                #expect(try await caller.post("/echo", most).body == most)
                let reply = try await caller.post("/echo", most + [7])
                #expect(reply.status == 413)
                #expect(try JSON(parsing: reply.body)["message"]?.string?.contains("6291456") == true)
                #expect(try await caller.get("/large").status == 502)
                #expect(try await caller.post("/echo", [1]).status == 201)
            }
        }
    }

    @Test func `a large answer streams`() async throws {
        try await Scene.with { scene async throws in
            try await scene.withFront(sections(stream: true)) { caller async throws in
                #expect(try await caller.get("/large").body.count == 7 << 20)
            }
        }
    }

    @Test(arguments: ["/crash", "/half"])
    func `an engine that breaks off gives a 502, and the next request an answer`(path: String) async throws {
        try await Scene.with { scene async throws in
            try await scene.withFront(sections()) { caller async throws in
                let reply = try await caller.get(path)
                #expect(reply.status == 502)
                #expect(try JSON(parsing: reply.body)["message"]?.string != nil)
                #expect(try await caller.post("/echo", Array("again".utf8)).text == "again")
            }
        }
    }

    @Test func `a stream that breaks off is seen as incomplete`() async throws {
        try await Scene.with { scene async throws in
            try await scene.withFront(sections(stream: true)) { caller async throws in
                await #expect(throws: (any Error).self) { try await caller.get("/half") }
                #expect(try await caller.post("/echo", Array("again".utf8)).text == "again")
            }
        }
    }

    @Test func `an engine that does not start gives a 502 that says why`() async throws {
        try await Scene.with(arguments: ["--fail"]) { scene in
            try await scene.withFront(sections()) { caller async throws in
                let reply = try await caller.get("/echo")
                #expect(reply.status == 502)
                #expect(try JSON(parsing: reply.body)["message"] == "the engine ended with exit code 3")
                #expect(try Files.readText(scene.front.engineLog).contains("cannot load the model\n"))
            }
        }
    }

    @Test func `a request beyond the timeout gives a 504, and the engine starts anew`() async throws {
        try await Scene.with { scene async throws in
            try await scene.withFront(sections(timeout: 2)) { caller async throws in
                #expect(try await caller.get("/slow").status == 504)
                #expect(try await caller.post("/echo", Array("again".utf8)).text == "again")
            }
        }
    }

    @Test func `an engine that nobody asks stops, and comes back`() async throws {
        try await Scene.with { scene async throws in
            try await scene.withFront(sections(idle: "50ms")) { caller async throws in
                #expect(try await caller.post("/echo", [1]).status == 201)
                try await caller.wait(for: .stopped)
                #expect(try await caller.post("/echo", [1]).status == 201)
            }
        }
    }

    @Test(arguments: LocalSection.Sandbox.allCases)
    func `when the front ends, the engine and all it started end`(sandbox: LocalSection.Sandbox) async throws {
        try await Scene.with { scene async throws in
            try await scene.withFront(sections(sandbox: sandbox)) { caller async throws in
                #expect(try await caller.get("/fork").text == "forked")
                #expect(!Running.naming(scene.folder).isEmpty)
            }
            // The kernel ends a sandbox's processes a moment after the first of them.
            while !Running.naming(scene.folder).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        }
    }

    @Test func `nothing secret is in the configuration or the command`() async throws {
        try await Scene.with { scene async throws in
            let configuration = try await scene.configuration(sections(environment: ["KEY": "${env:API_KEY}"]))
            let text = try JSON(encoding: configuration).text()
            #expect(!text.contains("hidden"))
            #expect(!configuration.launch.command(port: 1, secrets: ["KEY": "hidden"]).description.contains("hidden"))
        }
    }
}

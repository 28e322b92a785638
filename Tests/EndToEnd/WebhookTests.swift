import HTTPTypes
import Hummingbird
import NIOCore
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Synchronization
import Testing

/// `webhook:`, the example plugin, behind a real smoke test.
@Suite struct WebhookTests {
    @Test func `a passed test is told once, with the secrets and without leaving them anywhere`() async throws {
        try await withProject { recua, posts in
            let first = try await recua.run("up")
            #expect(first.status == .exited(0), "\(first.output)\n\(first.errorOutput)")
            #expect(try await recua.run("up").output.contains("1 stack up to date"))
            let post = try #require(posts.all.first)
            #expect(posts.all.count == 1)
            #expect(post.path == "/hooks/quite-a-secret")
            #expect(post.authorization == "Bearer another-secret")
            #expect(post.body["stack"] == "chat" && post.body["passed"] == true, "\(post.body)")
            #expect(post.body["report"]?["cases"]?.array?.isEmpty == false)
            for secret in ["quite-a-secret", "another-secret"] {
                let found = try await Command(
                    "grep", ["-rl", secret, ".recua", "store"], environment: recua.environment,
                    folder: recua.environment["HOME"]
                ).run()
                #expect(found.output == "")
            }
        }
    }

    @Test func `a failed test is told once, with its report, and so is the one that passes then`() async throws {
        try await withProject(expecting: 418) { recua, posts in
            for _ in 1...2 {
                let failed = try await recua.run("up")
                #expect(failed.status == .exited(10), "\(failed.errorOutput)")
            }
            let post = try #require(posts.all.first)
            #expect(posts.all.count == 1)
            #expect(post.body["passed"] == false && post.body["failure"]?["step"] == "smoke", "\(post.body)")
            let failures = post.body["report"]?["cases"]?.array?.compactMap { $0["failures"]?.array?.first?.string }
            #expect(failures?.first?.hasPrefix("expected status 418, found 200") == true)
            let manifest = "\(try #require(recua.environment["HOME"]))/recua.yaml"
            try Files.write(try Files.readText(manifest).replacing("418", with: "200"), to: manifest)
            let passed = try await recua.run("up")
            #expect(passed.status == .exited(0), "\(passed.errorOutput)")
            #expect(posts.all.count == 2 && posts.all.last?.body["passed"] == true)
        }
    }

    @Test func `a deployment that fails is told without a report`() async throws {
        try await withProject(deployment: "") { recua, posts in
            let failed = try await recua.run("up")
            #expect(failed.status == .exited(1), "\(failed.errorOutput)")
            let post = try #require(posts.all.first)
            #expect(post.body["report"] == .null && post.body["failure"]?["step"] == "stub", "\(post.body)")
            #expect(post.body["failure"]?["problems"]?.array?.first?["code"] == "stub.nowhere")
        }
    }

    @Test func `a refusal names the key`() async throws {
        try await withProject(place: "gone") { recua, _ in
            let run = try await recua.run("up")
            #expect(run.status == .exited(1))
            let place = "recua.yaml:12:12: error: the webhook answered 404  [webhook.rejected]"
            #expect(run.errorOutput.contains(place), "\(run.errorOutput)")
        }
    }

    private func withProject(
        expecting status: Int = 200, deployment: String? = nil, place: String = "hooks/quite-a-secret",
        _ body: @Sendable (RecuaBinary, Posts) async throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            let posts = Posts()
            try await withHTTPServer({ try await posts.answer($0) }) { origin in
                try folder.write(Self.stub, to: "stub.py", mode: 0o755)
                try folder.write(Self.manifest(origin, deployment ?? origin, status), to: "recua.yaml")
                let secrets = ["ORIGIN": origin, "PLACE": place, "TOKEN": "another-secret"]
                try await body(RecuaBinary(in: folder.path, environment: secrets), posts)
            }
        }
    }

    private static func manifest(_ origin: String, _ deployment: String, _ status: Int) -> String {
        """
        recua: 1
        project: llamas
        plugins:
          stub: { run: ./stub.py }
          webhook: { run: \(RecuaBinary.package)/stacks/plugins/webhook }
        stacks:
          chat:
            target: stub
            stub: { url: "\(deployment)" }
            smoke: [{ request: { path: /health }, expect: { status: \(status) } }]
            webhook:
              url: "${env:ORIGIN}/${env:PLACE}"
              token: ${env:TOKEN}

        """
    }

    /// A deployment that is there already.
    private static let stub = """
        #!/usr/bin/env python3
        import json, sys

        about = {"protocolVersion": 1, "plugin": {"name": "stub", "version": "1", "summary": ""}, "methods": [],
                 "sections": {"stub": {"type": "object", "properties": {"url": {"type": "string"}}}},
                 "provides": "deployment"}
        for line in sys.stdin:
            message = json.loads(line)
            result = about if message["method"] == "initialize" else {}
            if message["method"] == "run":
                result = {"artifact": {
                    "target": "stub", "url": message["params"]["sections"]["stub"]["url"], "auth": "none",
                    "isStreaming": False, "modelName": "", "imageDigest": "0" * 64, "resources": {}}}
            answer = {"jsonrpc": "2.0", "id": message.get("id"), "result": result}
            if message["method"] == "run" and not message["params"]["sections"]["stub"]["url"]:
                del answer["result"]
                answer["error"] = {"code": -32000, "message": "there is no place", "data": {"code": "stub.nowhere"}}
            print(json.dumps(answer), flush=True)
        """
}

/// What was posted below `/hooks`; elsewhere nobody is at home, but at `/health` and where models are listed.
private final class Posts: Sendable {
    struct Post: Sendable {
        var path: String
        var authorization: String?
        var body: JSON
    }

    private let posts = Mutex<[Post]>([])

    var all: [Post] { posts.withLock { $0 } }

    func answer(_ request: Request) async throws -> Response {
        guard request.method == .post else {
            return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"data":[]}"#)))
        }
        guard request.uri.path.hasPrefix("/hooks/") else { return Response(status: .notFound) }
        let body = try await request.body.collect(upTo: 1 << 20)
        let post = Post(
            path: request.uri.path, authorization: request.headers[.authorization],
            body: try JSON(parsing: String(buffer: body)))
        posts.withLock { $0.append(post) }
        return Response(status: .ok)
    }
}

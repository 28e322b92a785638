import HTTPTypes
import Hummingbird
import RecuaCore
import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaFetch

struct MirrorTests {
    private let content = SampleModel.weights(padding: 5000)

    @Test func `places of any kind are tried in order, and each failure is told`() async throws {
        try await withScratchFolder { folder in
            let server = FileServer(content)
            try await withHTTPServer({
                $0.uri.path.hasSuffix("/good.gguf") ? server.answer($0) : .init(status: .notFound)
            }) {
                origin in
                let environment = ["HF_ENDPOINT": origin, "AWS_ENDPOINT_URL": origin, "PATH": "/nonexistent"]
                let fetching = try Fetching(folder, environment: environment)
                let file = try await fetching.weights(
                    Source(
                        url: "hf://owner/name/m.gguf",
                        mirrors: [
                            "s3://bucket/m.gguf", "oci://127.0.0.1:1/models/m:1", "none.gguf", "\(origin)/good.gguf",
                        ]))
                #expect(file.sha256 == Digest(of: content))
                #expect(file.name == "good.gguf")
                let told = fetching.messages.log.filter { $0.hasSuffix("; trying the next mirror") }
                #expect(told.count == 4)
                for (line, place) in zip(told, ["owner/name", "bucket", "127.0.0.1:1/models/m:1", "none.gguf"]) {
                    #expect(line.contains(place))
                }
            }
        }
    }

    @Test func `the time limit is for the file: a mirror gets what the places before it have left`() async throws {
        try await withScratchFolder { folder in
            let visits = Visits()
            try await withHTTPServer({ request in
                visits.paths.withLock { $0.append(request.uri.path) }
                return request.uri.path == "/slow.gguf"
                    ? .init(status: .ok, body: .init { _ in try await Task.sleep(for: .seconds(3600)) })
                    : .init(status: .notFound)
            }) { origin in
                let slept = Sleeps()
                // Time is over when the second mirror keeps its bytes to itself.
                let limits = DownloadLimits { duration in
                    try await slept.sleep(duration)
                    while !visits.paths.withLock({ $0.contains("/slow.gguf") }) { await Task.yield() }
                }
                let fetching = try Fetching(folder, environment: ["RECUA_DOWNLOAD_TIMEOUT": "2h"], limits: limits)
                let error = await #expect(throws: Diagnostic.self) {
                    try await fetching.weights(
                        Source(
                            url: "\(origin)/a.gguf", mirrors: ["\(origin)/b.gguf", "\(origin)/slow.gguf"]))
                }
                #expect(error?.code == "fetch.time-limit")
                #expect(slept.all == [.seconds(7200)])
            }
        }
    }

    @Test func `when no place delivers, each is told with its reason and without its secrets`() async throws {
        try await withScratchFolder { folder in
            try await withHTTPServer({ request in
                .init(status: request.uri.path == "/a.gguf" ? .forbidden : .notFound)
            }) { origin in
                let fetching = try Fetching(folder, environment: ["T": "s3cret"])
                let error = await #expect(throws: Diagnostic.self) {
                    try await fetching.weights(
                        Source(
                            url: "\(origin)/a.gguf?token=${env:T}",
                            mirrors: ["\(origin)/b.gguf?token=${env:T}", "http://127.0.0.1:1/c.gguf", "none.gguf"]))
                }
                #expect(error?.code == "fetch.denied")
                #expect(error?.message.contains("\(origin)/a.gguf") == true)
                let related = error?.related.map(\.message) ?? []
                #expect(related.count == 3)
                for (line, place) in zip(related, ["\(origin)/b.gguf", "http://127.0.0.1:1/c.gguf", "none.gguf"]) {
                    #expect(line.hasPrefix("a mirror failed too: "))
                    #expect(line.contains(place))
                }
                #expect(!"\(String(describing: error)) \(fetching.messages.all)".contains("s3cret"))
            }
        }
    }

    @Test func `wrong bytes of one place are made up for by another`() async throws {
        try await withScratchFolder { folder in
            let (wrong, right) = (FileServer(SampleModel.weights(name: "Other")), FileServer(content))
            try await withHTTPServer({ ($0.uri.path == "/wrong.gguf" ? wrong : right).answer($0) }) { origin in
                let file = try await Fetching(folder).weights(
                    Source(
                        url: "\(origin)/wrong.gguf", sha256: Digest(of: content), mirrors: ["\(origin)/right.gguf"]))
                #expect(file.sha256 == Digest(of: content))
            }
        }
    }
}

/// Which paths were asked for.
private final class Visits: Sendable {
    let paths = Mutex<[String]>([])
}

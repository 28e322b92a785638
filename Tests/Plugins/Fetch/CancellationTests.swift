import Hummingbird
import NIOCore
import RecuaCore
import RecuaFetch
import RecuaTestSupport
import Testing

struct CancellationTests {
    @Test func `a cancelled download leaves its bytes for the next run`() async throws {
        let content = SampleModel.weights(padding: 500_000)
        let server = FileServer(content)
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder)
            let stalls = Stalls(content)
            try await withHTTPServer({ request in
                request.uri.path == "/slow.gguf" && request.headers[.range]?.hasPrefix("bytes=0-") == true
                    ? stalls.answer() : server.answer(request)
            }) { origin in
                let source = Source(url: "\(origin)/slow.gguf", sha256: Digest(of: content))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try await fetching.weights(source) }
                    // The server has sent its half and the client has written some of it.
                    while !hasBytes(fetching) { try await Task.sleep(for: .milliseconds(5)) }
                    group.cancelAll()
                    await #expect(throws: CancellationError.self) { try await group.next() }
                }
                #expect(!fetching.partials.isEmpty)
                let file = try await fetching.weights(source)
                #expect(file.sha256 == Digest(of: content))
                #expect(server.visits.allSatisfy { $0.range?.hasPrefix("bytes=0-") == false })
            }
        }
    }

    @Test func `reading a local file stops when it is cancelled`() async throws {
        try await withScratchFolder { folder in
            try folder.write(SampleModel.weights(), to: "m.gguf")
            let fetching = try Fetching(folder)
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    withUnsafeCurrentTask { $0?.cancel() }
                    let source = Source(url: "m.gguf", mirrors: ["m.gguf"])
                    await #expect(throws: CancellationError.self) { try await fetching.weights(source) }
                }
            }
            #expect(fetching.messages.log.isEmpty)
        }
    }

    private func hasBytes(_ fetching: Fetching) -> Bool {
        fetching.partials.contains { (Files.facts("\(fetching.host.store.root)/partial/\($0)")?.size ?? 0) > 1000 }
    }
}

/// Sends half of a file, and then nothing more.
private struct Stalls: Sendable {
    let content: [UInt8]

    init(_ content: [UInt8]) { self.content = content }

    func answer() -> Response {
        Response(
            status: .ok, headers: [.eTag: "\"one\"", .contentLength: "\(content.count)"],
            body: .init { writer in
                try await writer.write(ByteBuffer(bytes: content.prefix(content.count / 2)))
                try await Task.sleep(for: .seconds(600))
                try await writer.finish(nil)
            })
    }
}

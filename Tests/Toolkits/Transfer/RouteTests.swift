import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import NIOHTTP1
import RecuaCore
import RecuaHTTP
import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaTransfer

@Suite(.timeLimit(.minutes(2))) struct RouteTests {
    private let content = noise(300_000)

    @Test func `a redirect is followed once for many parts, and headers stay with their own server`() async throws {
        let storage = FaultyServer(content)
        let hub = Mutex<[String?]>([])
        try await withScratchFolder { folder in
            try await withHTTPServer({ try await storage.answer($0, $1) }) { place in
                try await withHTTPServer({ request in
                    hub.withLock { $0.append(request.headers[.authorization]) }
                    return Response(status: .found, headers: [.location: "\(place)/signed"])
                }) { origin in
                    let file = try located("\(origin)/m", ["Authorization": "Bearer secret"])
                    let found = try await Downloading(folder).run(file)
                    #expect(found == content)
                }
            }
            #expect(hub.withLock { $0 }.allSatisfy { $0 == "Bearer secret" })
            // Connections that begin before the first one knows the way ask too.
            #expect(hub.withLock { $0.count } < storage.visits.count)
            #expect(storage.visits.allSatisfy { $0.authorization == nil })
        }
    }

    @Test(
        arguments: [
            ("bytes 0-9/100", 0..<10), ("bytes 90-99/100", 90..<100), ("bytes 0-9/*", 0..<10), ("bytes 0-100/100", nil),
            ("bytes 5-4/100", nil), ("bytes 0-9223372036854775807/*", nil), ("bytes */100", nil),
            ("lines 0-9/100", nil),
        ] as [(String, Range<Int64>?)])
    func `a part is believed only where it can be one of its file`(text: String, range: Range<Int64>?) throws {
        let response = HTTPClientResponse(status: .partialContent, headers: ["Content-Range": text])
        let opened = RouteResponse(response, from: try HTTPURL("https://host/m"), isLocated: true)
        #expect(opened.part?.range == range)
    }

    @Test(arguments: [400, 403, 410]) func `a signature that runs out during the download is renewed`(status: Int)
        async throws
    {
        let storage = FaultyServer(content, faults: [1: .reset(after: 1000)])
        let count = Mutex(0)
        try await withScratchFolder { folder in
            try await withHTTPServer({ request, channel in
                let isFresh = count.withLock { request.uri.path == "/signed-\($0)" }
                return isFresh ? try await storage.answer(request, channel) : Response(status: .init(code: status))
            }) { place in
                try await withHTTPServer({ _ in
                    let number = count.withLock { count in
                        count += 1
                        return count
                    }
                    return Response(status: .found, headers: [.location: "\(place)/signed-\(number)"])
                }) { origin in
                    var downloading = Downloading(folder)
                    downloading.connections = 1
                    let file = RemoteFile(name: "m", identity: Digest(of: "m")) {
                        RemoteLocation(try HTTPURL("\(origin)/m"))
                    }
                    async let bytes = downloading.run(file)
                    // What was signed before no longer holds after the first part.
                    while storage.visits.count < 2 { try await Task.sleep(for: .milliseconds(1)) }
                    count.withLock { $0 += 1 }
                    #expect(try await bytes == content)
                }
            }
        }
    }

    @Test func `redirects without end are told`() async throws {
        try await withScratchFolder { folder in
            try await withHTTPServer({ Response(status: .found, headers: [.location: $0.uri.path + "x"]) }) { origin in
                let error = await #expect(throws: Diagnostic.self) {
                    try await Downloading(folder).run(try remote("\(origin)/m"))
                }
                #expect(error?.code == "network.redirect")
            }
        }
    }

    @Test func `only bytes with a known digest may come by way of plain HTTP`() async throws {
        let secure = try HTTPURL("https://hub.example/m")
        try await withHTTPClient(environment: [:]) { client in
            let open = Route(to: try remote("https://hub.example/m"), client: client)
            let error = #expect(throws: Diagnostic.self) { try open.next("http://storage.example/m", after: secure) }
            #expect(error?.code == "network.redirect")
            #expect(try open.next("/other", after: secure).scheme == .https)
            let pinned = Route(to: try remote("https://hub.example/m", Digest(of: "m")), client: client)
            #expect(try pinned.next("http://storage.example/m", after: secure).host == "storage.example")
        }
    }

    @Test func `what the located server says of a refusal comes in its own words, another's does not`() async throws {
        try await withScratchFolder { folder in
            try await withHTTPServer({ request in
                request.uri.path == "/away"
                    ? Response(status: .found, headers: [.location: "http://localhost:\(request.uri.port ?? 0)/no"])
                    : Response(status: .forbidden)
            }) { origin in
                let file = RemoteFile(
                    name: "m", identity: Digest(of: "m"), locate: { RemoteLocation(try HTTPURL("\(origin)/m")) },
                    refusal: { _ in Diagnostic("test.own", "own words") })
                let error = await #expect(throws: Diagnostic.self) { try await Downloading(folder).run(file) }
                #expect(error?.code == "test.own")
            }
        }
    }

    private func located(_ url: String, _ headers: [String: String]) throws -> RemoteFile {
        let url = try HTTPURL(url)
        return RemoteFile(name: "m", identity: Digest(of: "m")) {
            RemoteLocation(url, headers: .init(headers.map { ($0.key, $0.value) }))
        }
    }
}

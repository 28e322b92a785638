import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import RecuaCore
import RecuaProcess

@testable import RecuaLocal

/// A client of a front.
struct Caller: Sendable {
    struct Reply: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
        var lines: Set<Substring> { Set(text.split(separator: "\n")) }
    }

    let port: Int
    let engineLog: String

    func request(_ path: String, _ headers: [(String, String)] = []) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        return request
    }

    func get(_ path: String, _ headers: [(String, String)] = []) async throws -> Reply {
        try await send(request(path, headers))
    }

    func post(_ path: String, _ body: [UInt8]) async throws -> Reply {
        var request = request(path)
        request.method = .POST
        request.body = .bytes(body)
        return try await send(request)
    }

    func send(_ request: HTTPClientRequest) async throws -> Reply {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let body = try await response.body.collect(upTo: 16 << 20)
        return Reply(status: Int(response.status.code), headers: response.headers, body: Array(body.readableBytesView))
    }

    /// The first line that the front says to bytes that no client would send.
    ///
    /// Asked by a process of its own: a blocking read here would hold one of the few threads all tests share.
    func raw(_ text: String) async throws -> String {
        let script = #"exec 3<>"/dev/tcp/127.0.0.1/$0"; printf %s "$1" >&3; head -n 1 <&3"#
        return try await Command(
            "bash", ["-c", script, String(port), text], environment: ["PATH": "/usr/bin:/bin"]
        ).runChecked()
    }

    var engine: String {
        get async throws {
            try JSON(parsing: try await get(FrontStatus.path).body).decode(FrontStatus.self).engine
        }
    }

    /// Waits until the engine is in this phase.
    func wait(for phase: EngineKeeper.Phase) async throws {
        while try await engine != phase.rawValue { try await Task.sleep(for: .milliseconds(10)) }
    }

    /// The port that the engine itself listens on, as it last said.
    var enginePort: Int? {
        let lines = (try? Files.readText(engineLog))?.split(separator: "\n") ?? []
        return lines.last { $0.hasPrefix("listening on ") }.flatMap { Int($0.dropFirst(13)) }
    }
}

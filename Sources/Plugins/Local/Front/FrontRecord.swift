internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import RecuaCore

/// What a running front leaves in its folder, so that it is found again whoever started it.
struct FrontRecord: Codable, Sendable {
    var token: String
    /// ``FrontConfiguration/digest`` of what it runs with.
    var configuration: Digest
    /// ``FrontConfiguration/sections``
    var sections: Digest
    var port: Int
    var process: Deployment.Process
    var deployment: Deployment
    /// Nil for a front that an earlier Recua started.
    var owner: FrontOwner?
    /// The files that its engine is started with, now or later: `recua gc` keeps what a record like this mentions.
    var files: [String]?

    /// True when the front itself answers at its port, and not somebody else.
    func answers() async -> Bool {
        let request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(FrontStatus.path)")
        guard
            let response = try? await HTTPClient.shared.execute(request, timeout: .seconds(5)), response.status == .ok,
            let body = try? await response.body.collect(upTo: 1 << 16),
            let status = try? JSON(parsing: Array(body.readableBytesView)).decode(FrontStatus.self)
        else { return false }
        return status.token == token && status.process == process
    }
}

extension FrontRecord {
    /// - Returns: nil when there is no such file, or something else in it.
    init?(file: String) {
        guard let text = try? Files.readText(file, limit: 1 << 20),
            let record = try? JSON(parsing: text).decode(FrontRecord.self)
        else { return nil }
        self = record
    }
}

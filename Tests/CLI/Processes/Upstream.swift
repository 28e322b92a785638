import HTTPTypes
import Hummingbird
import NIOCore
import RecuaCore
import RecuaTestSupport
import Synchronization

/// What models come from: a hub that says what its files are, and a plain web server that does not.
final class Upstream: Sendable {
    private struct State {
        var commit = String(repeating: "a", count: 40)
        var weights = SampleModel.weights()
        /// Names of the hub's files that it does not have.
        var missing: Set<String> = []
        var visits: [String] = []
    }

    private let state = Mutex(State())

    var weights: [UInt8] { state.withLock { $0.weights } }
    var commit: String { state.withLock { $0.commit } }
    /// Requests since the last look, such as `HEAD /owner/model/resolve/main/tiny.gguf`.
    func visits() -> [String] {
        state.withLock { state in
            defer { state.visits = [] }
            return state.visits
        }
    }

    /// Puts other weights in the place of the first, in a commit of their own.
    func publish(_ weights: [UInt8], commit: Character) {
        state.withLock {
            $0.weights = weights
            $0.commit = String(repeating: commit, count: 40)
        }
    }

    func remove(_ name: String) { state.withLock { _ = $0.missing.insert(name) } }

    func answer(_ request: Request) -> Response {
        let path = request.uri.path
        let name = String(path.split(separator: "/").last ?? "")
        return state.withLock { state in
            state.visits.append("\(request.method.rawValue) \(path)")
            if state.missing.contains(name) { return Response(status: .notFound) }
            let content = name == "engine" ? SampleModel.engine() : state.weights
            return path.contains("/resolve/") ? hub(content, state.commit) : plain(content, request)
        }
    }

    private func hub(_ content: [UInt8], _ commit: String) -> Response {
        var headers: HTTPFields = [.location: "/storage/blob"]
        func add(_ name: String, _ value: String) { if let name = HTTPField.Name(name) { headers[name] = value } }
        add("X-Repo-Commit", commit)
        add("X-Linked-Etag", "\"\(Digest(of: content).hex)\"")
        add("X-Linked-Size", "\(content.count)")
        return Response(status: .found, headers: headers)
    }

    private func plain(_ content: [UInt8], _ request: Request) -> Response {
        let headers: HTTPFields = [.eTag: "\"\(Digest(of: content).short)\"", .contentLength: "\(content.count)"]
        if request.headers[.ifNoneMatch] == headers[.eTag] { return Response(status: .notModified) }
        guard request.method == .get else { return Response(status: .ok, headers: headers) }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: content)))
    }
}

/// A project whose models are fetched from an ``Upstream``.
struct SourceProject: Sendable {
    let scratch: ScratchFolder
    let recua: RecuaBinary
    let upstream: Upstream
    /// The server's origin.
    let server: String

    /// - Parameter stacks: lines of the manifest below `stacks:`, not indented; `SERVER` stands for the server.
    func write(_ stacks: String, more: String = "") throws {
        let lines = stacks.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
        let text = "recua: 1\nproject: sources\ndefaults: { target: local }\n\(more)stacks:\n\(lines)\n"
        try scratch.write(text.replacing("SERVER", with: server), to: "stacks/demo.yaml")
    }

    var lockPath: String { scratch.path("stacks/recua.lock") }

    /// What the lock file says of a source.
    func entry(_ source: String) throws -> JSON? {
        try JSON(parsing: Files.readText(lockPath))["sources"]?[source.replacing("SERVER", with: server)]
    }
}

/// Lends a project with the stack `one`: an engine from the web, weights from the hub.
func withSources(
    _ stacks: String = SourceStacks.one, environment: [String: String] = [:],
    _ body: (SourceProject) async throws -> Void
) async throws {
    let upstream = Upstream()
    try await withHTTPServer({ upstream.answer($0) }) { server in
        try await withScratchFolder { scratch in
            let more = environment.merging(["HF_ENDPOINT": server, "HF_HUB_DISABLE_TELEMETRY": "1"]) { mine, _ in mine }
            let recua = RecuaBinary(in: scratch.path, environment: more)
            let project = SourceProject(scratch: scratch, recua: recua, upstream: upstream, server: server)
            try project.write(stacks)
            try await body(project)
        }
    }
}

enum SourceStacks {
    static let hub = "hf://owner/model/tiny.gguf"
    static let one = "one: { model: { engine: SERVER/engine, weights: \(hub) } }"
}

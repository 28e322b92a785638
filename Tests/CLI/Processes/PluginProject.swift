import HTTPTypes
import Hummingbird
import NIOCore
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Synchronization

/// A plugin that deploys tables, and writes down each time that it is started where it may.
///
/// - Parameter version: of the program, which is another file with each.
func tableProgram(_ version: String = "1.0.0", name: String = "table") -> String {
    """
    #!/usr/bin/env python3
    import json, os, sys

    try:
        with open("starts", "a") as file:
            file.write("\(version)\\n")
    except OSError:
        pass
    keys = {"legs": {"type": "integer", "minimum": 3, "default": 4, "description": "How many legs it has"},
            "wood": {"type": "string", "enum": ["oak", "ash"], "description": "What it is made of"},
            "glue": {"type": "string", "writeOnly": True}}

    def send(id, result):
        print(json.dumps({"jsonrpc": "2.0", "id": id, "result": result}), flush=True)

    for line in sys.stdin:
        message = json.loads(line)
        method, id, params = message["method"], message.get("id"), message.get("params")
        if method == "initialize":
            section = {"type": "object", "properties": keys, "required": ["wood"], "additionalProperties": False}
            send(id, {"protocolVersion": 1, "plugin": {"name": "\(name)", "version": "\(version)", "summary": "Tables"},
                      "sections": {"\(name)": section}, "provides": "deployment"})
        elif method == "run":
            url = "http://127.0.0.1:9/" + "/".join(["\(version)", params["sections"]["\(name)"]["wood"]] + sys.argv[1:])
            send(id, {"artifact": {"target": "\(name)", "url": url, "auth": "none", "isStreaming": False,
                      "modelName": "x", "imageDigest": "0" * 64, "resources": {}}})
        elif method == "check":
            legs = params["sections"]["\(name)"]["legs"]
            send(id, {"diagnostics": [] if legs != 13 else [
                {"severity": "error", "code": "table.unlucky", "message": "13 legs", "pointer": "/\(name)/legs"}]})
        elif method == "observe":
            send(id, {"state": "absent"})
        elif id is not None:
            send(id, {})

    """
}

/// A web server with files by their paths, that counts who asks.
final class PluginServer: Sendable {
    private let state = Mutex<(files: [String: (content: [UInt8], type: String)], visits: [String])>(([:], []))

    /// - Parameter content: nil for a file that is there no more.
    func put(_ path: String, _ content: String?, type: String = "application/octet-stream") {
        state.withLock { $0.files[path] = content.map { (Array($0.utf8), type) } }
    }

    /// Paths that were asked for since the last look.
    func visits() -> [String] {
        state.withLock { state in
            defer { state.visits = [] }
            return state.visits
        }
    }

    func answer(_ request: Request) -> Response {
        let path = request.uri.path
        let found = state.withLock { state in
            state.visits.append(path)
            return state.files[path]
        }
        guard let found else { return Response(status: .notFound) }
        return Response(
            status: .ok, headers: [.contentType: found.type],
            body: .init(byteBuffer: ByteBuffer(bytes: found.content)))
    }
}

/// A project with a stack `one` that is deployed by the plugin `table`, and a server that the plugin may come from.
struct PluginProject: Sendable {
    let scratch: ScratchFolder
    let recua: RecuaBinary
    let server: PluginServer
    /// The server's origin.
    let origin: String

    /// - Parameter plugins: what stands under `plugins:`, as one line; `SERVER` stands for the server.
    func write(_ plugins: String, stacks: String = "one: { target: table, table: { wood: oak } }") throws {
        let declared = plugins.isEmpty ? "" : "plugins: \(plugins.replacing("SERVER", with: origin))\n"
        try scratch.write("recua: 1\nproject: tables\n\(declared)stacks:\n  \(stacks)\n", to: "recua.yaml")
    }

    /// A command that must go well.
    @discardableResult
    func run(_ arguments: String...) async throws -> Finished {
        let run = try await recua.command(arguments).run()
        guard run.status == .exited(0) else {
            throw Diagnostic("test.status", "\(arguments): \(run.status)\n\(run.output)\(run.errorOutput)")
        }
        return run
    }

    /// The versions of the plugin that were started, one a start.
    var starts: [String] {
        (try? Files.readText(scratch.path("starts")))?.split(separator: "\n").map(String.init) ?? []
    }

    /// Files of the store, by their digests.
    var stored: [String] { (try? Files.list(scratch.path("store/sha256"))) ?? [] }

    func entry(_ plugin: String = "table") throws -> JSON? {
        try JSON(parsing: Files.readText(scratch.path("recua.lock")))["plugins"]?[plugin]
    }
}

/// - Parameters:
///   - plugins: as in ``PluginProject/write(_:stacks:)``.
///   - program: what the server has as `/table`.
func withPlugins(
    _ plugins: String = "{ table: { url: SERVER/table, sandbox: none } }", program: String = tableProgram(),
    environment: [String: String] = [:], _ body: @Sendable (PluginProject) async throws -> Void
) async throws {
    try await withScratchFolder { scratch in
        let server = PluginServer()
        server.put("/table", program)
        try await withHTTPServer({ server.answer($0) }) { origin in
            let recua = RecuaBinary(in: scratch.path, environment: environment)
            let project = PluginProject(scratch: scratch, recua: recua, server: server, origin: origin)
            try project.write(plugins)
            try await body(project)
        }
    }
}

import RecuaCore
import RecuaProcess
import RecuaTestSupport

/// A copy of `stacks/` in a scratch folder, with the models of the demo.
///
/// The store is shared by all tests and kept in `.build`, so that the engine is built once. It holds nothing that
/// belongs to one project.
struct DemoProject: Sendable {
    let folder: String
    let recua: RecuaBinary

    static let store = "\(RecuaBinary.package)/.build/test-store"

    init(in scratch: ScratchFolder, environment: [String: String] = [:]) throws {
        folder = scratch.path
        let variables = Variables.process.filter {
            $0.key.hasPrefix("PIP_") || $0.key.hasSuffix("_proxy") || $0.key.hasSuffix("_PROXY")
        }
        let own = ["RECUA_STORE": Self.store, "HOME": Variables.process["HOME"] ?? scratch.path]
        recua = RecuaBinary(in: folder, environment: variables.merging(own) { $1 }.merging(environment) { $1 })
        for name in ["demo.yaml", "plugins/wheel.py", "plugins/llama-server.py"] {
            let source = "\(RecuaBinary.package)/stacks/\(name)"
            let mode: UInt16 = name.hasSuffix(".py") ? 0o755 : 0o644
            try Files.write(try Files.read(source), to: "\(folder)/stacks/\(name)", mode: mode)
        }
    }

    /// Replaces text in the manifest.
    func edit(_ old: String, _ new: String) throws {
        let path = "\(folder)/stacks/demo.yaml"
        let text = try Files.readText(path)
        guard text.contains(old) else { throw Diagnostic("test.edit", "the manifest does not say `\(old)`") }
        try Files.write(text.replacing(old, with: new), to: path)
    }

    /// The state of every step of a stack, by plugin.
    func states(of stack: String, _ arguments: String...) async throws -> [String: String] {
        let plan = try JSON(parsing: try await recua.command(["plan", "--json", stack] + arguments).run().output)
        var states: [String: String] = [:]
        for step in plan["stacks"]?[0]?["steps"]?.array ?? [] {
            states[step["plugin"]?.string ?? ""] = step["state"]?.string
        }
        return states
    }

    func url(of stack: String) async throws -> String {
        let status = try await recua.json("status", "--json", stack)
        return status["stacks"]?[0]?["deployment"]?["url"]?.string ?? ""
    }

    /// What curl gets for a JSON request, as a user would send it.
    func ask(_ url: String, _ body: JSON) async throws -> JSON {
        let curl = Command(
            "curl", ["-sS", "--fail-with-body", url, "-H", "content-type: application/json", "-d", body.text()],
            environment: ["PATH": "/usr/bin:/bin"]
        )
        return try JSON(parsing: try await curl.runChecked())
    }

    func down() async { _ = try? await recua.run("down") }
}

/// Lends a demo project to `body` and takes its deployments down on every way out.
func withDemo(environment: [String: String] = [:], _ body: (DemoProject) async throws -> Void) async throws {
    try await withScratchFolder { scratch in
        let demo = try DemoProject(in: scratch, environment: environment)
        do {
            try await body(demo)
        } catch {
            await demo.down()
            throw error
        }
        await demo.down()
    }
}

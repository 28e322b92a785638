import Glibc
import RecuaCore
import RecuaExternal
import RecuaTestSupport

/// A program written for one test, and what a step of it is given.
struct Bench {
    let folder: ScratchFolder
    let messages = StepMessages()
    /// What programs may be given. Python is Debian's own, which starts faster than a version switcher.
    var environment = ["PATH": "/usr/bin:/bin:/usr/local/bin", "LANG": "C.UTF-8"]
    /// Short enough for a test of a program that never answers, long enough for a busy machine.
    var limits = ProgramLimits()
    /// What the manifest allows. Without a sandbox by default: the kit takes notes beside the program.
    var bounds = ProgramDeclaration.Bounds(isSandboxed: false)

    init(_ folder: ScratchFolder) {
        self.folder = folder
        // Patient where no test waits for the end of it: many programs start at once here.
        (limits.initialize, limits.check) = (.seconds(120), .seconds(120))
        limits.cancelGrace = .milliseconds(300)
        limits.exitGrace = .seconds(2)
        limits.killGrace = .milliseconds(300)
    }

    var store: Store { Store(root: folder.path("store")) }

    /// How often the program was started, its description included.
    var starts: Int { (try? Files.readText(folder.path("starts")).count) ?? 0 }

    /// Writes a Python program: the kit below, then `body`, which may define `run(id, params)` and others.
    func declare(_ body: String, mode: UInt16 = 0o755) throws -> ProgramDeclaration {
        let script = try folder.write("#!/usr/bin/env python3\n\(kit)\n\(body)\nserve()\n", to: "probe.py", mode: mode)
        return declaration(run: [script], files: [script])
    }

    func declaration(name: String = "probe", run: [String], files: [String]) -> ProgramDeclaration {
        let start = Place.Position(line: 3, column: 5, offset: 20)
        let place = Place(file: "recua.yaml", start: start, end: start)
        var declaration = ProgramDeclaration(name: name, place: place, run: run, files: files, folder: folder.path)
        declaration.bounds = bounds
        return declaration
    }

    func describe(_ declaration: ProgramDeclaration, goesOn: Bool = false) async throws -> ProgramPlugin {
        try await ProgramPlugin.describe(
            declaration, environment: environment, store: store, limits: limits, goesOn: goesOn)
    }

    func step(
        _ sections: JSON = ["probe": [:]], stack: String = "demo", prior: JSON? = nil, checkpoint: JSON? = nil
    ) throws -> Step<JSON, [ArtifactKind: JSON]> {
        Step(
            stack: .testing(folder: folder, name: stack), sections: sections, input: [:], prior: prior,
            token: "token-1", checkpoint: checkpoint,
            host: try .testing(folder: folder, environment: environment, messages: messages)
        )
    }

    func outlook(_ sections: JSON = ["probe": [:]], earlier: [ArtifactKind: JSON] = [:]) -> Outlook<JSON> {
        Outlook(
            stack: .testing(folder: folder), sections: sections, earlier: earlier, store: store,
            folder: folder.path("stack"))
    }

    /// What the program wrote into the file `name` beside itself, a line each.
    func notes(_ name: String) -> [String] {
        let text = (try? Files.readText(folder.path(name))) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// Waits, within bounds, for something that another process brings about.
    func eventually(_ condition: () -> Bool) async throws -> Bool {
        for _ in 0..<500 {
            if condition() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return condition()
    }

    /// True while a process with this number runs; a zombie does not.
    static func isAlive(_ pid: String) -> Bool {
        guard let stat = try? Files.readText("/proc/\(pid)/stat"), let close = stat.lastIndex(of: ")") else {
            return false
        }
        return !stat[close...].hasPrefix(") Z") && !stat[close...].hasPrefix(") X")
    }
}

/// Runs a test with a program that is ended whatever happens.
func withProgram(
    _ body: String, prepare: (inout Bench) -> Void = { _ in }, _ test: (ProgramPlugin, Bench) async throws -> Void
) async throws {
    try await withScratchFolder { folder in
        var bench = Bench(folder)
        prepare(&bench)
        let plugin = try await bench.describe(try bench.declare(body))
        do {
            try await test(plugin, bench)
        } catch {
            await plugin.shutDown()
            throw error
        }
        await plugin.shutDown()
    }
}

/// The diagnostic that `body` throws; nil when it throws none.
func diagnostic(_ body: () async throws -> some Any) async -> Diagnostic? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? Diagnostic
    }
}

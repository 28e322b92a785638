import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// A `down` that does not come to its end, as a user meets it.
@Suite(.serialized) struct RemovalCommandTests {
    /// What goes wrong in the plugin, and what is done to the command meanwhile.
    struct Cut: Sendable, CustomTestStringConvertible {
        var trouble: String
        var signal: Int32?
        /// How it is told: `was cut off`.
        var fate: String
        var isError = false

        var testDescription: String { "\(trouble), \(signal.map { "signal \($0)" } ?? "no signal")" }
        /// Whether the deployment is gone.
        var isGone: Bool { trouble.hasSuffix("late") }
    }

    static let cuts = ["early", "late"].flatMap { moment in
        [
            Cut(trouble: "hangs \(moment)", signal: SIGKILL, fate: "was cut off"),
            Cut(trouble: "hangs \(moment)", signal: SIGINT, fate: "was cancelled"),
            Cut(trouble: "fails \(moment)", fate: "failed", isError: true),
            Cut(trouble: "crashes \(moment)", fate: "failed", isError: true),
        ]
    }

    private func withDeployment(_ body: (ScratchFolder, RecuaBinary) async throws -> Void) async throws {
        try await withCloud(["one"]) { folder, recua in
            #expect(try await recua.run("deploy").status == .exited(0))
            try await body(folder, recua)
        }
    }

    private func down(_ cut: Cut, _ folder: ScratchFolder, _ recua: RecuaBinary) async throws {
        try folder.write(cut.trouble, to: "trouble")
        let running = RunningCommand()
        let command = recua.command("down")
        async let finished = command.run(onStart: { running.start($0) }, onErrorLine: { running.add($0) })
        if let signal = cut.signal {
            try await eventually("nothing is taken down") { Files.exists(folder.path("hangs")) }
            running.signal(signal)
        }
        #expect(try await finished.status != .exited(0))
        try Files.remove(folder.path("trouble"))
    }

    private func words(_ folder: ScratchFolder) -> [String] {
        FakeCloud(path: folder.path("cloud")).history.map { String($0.prefix { $0 != " " }) }
    }

    @Test(arguments: cuts)
    func `a down that does not end is told by all, and up looks what it has left`(cut: Cut) async throws {
        try await withDeployment { folder, recua in
            try await down(cut, folder, recua)
            let told = "taking it down \(cut.fate) in run 2: see `recua history 2`"
            let state = try await recua.json("status", "--json")["stacks"]?[0]
            #expect(state?["state"] == "unknown" && state?["failures"]?.array?.count == (cut.isError ? 1 : 0))
            let status = try await recua.run("status").output
            #expect(
                status.contains("\(told); `recua up one` looks what is left of it, `recua down one` goes on"),
                "\(status)")
            let step = try await recua.json("plan", "--json")["stacks"]?[0]?["steps"]?[0]
            #expect(step?["state"] == "stale" && step?["reasons"]?[0]?["kind"] == "removing", "\(step?.text() ?? "")")
            #expect(try await recua.run("plan").output.contains("\(told); what is left of it is looked at first"))
            #expect(try await recua.run("history", "one").output.contains("to be taken down"))
            #expect(try await recua.run("history").output.contains("one: cloud "))
            #expect(try await recua.run("deploy").status == .exited(0))
            #expect(words(folder) == (cut.isGone ? ["create", "remove", "create"] : ["create"]))
            let after = try await recua.json("status", "--json")["stacks"]?[0]
            #expect(after?["state"] == "up" && after?["failures"] == [])
            let next = try await recua.json("plan", "--json")["stacks"]?[0]?["steps"]?[0]
            #expect(next?["state"] == "fresh", "\(next?.text() ?? "")")
        }
    }

    @Test(arguments: cuts)
    func `the next down goes on where one did not end`(cut: Cut) async throws {
        try await withDeployment { folder, recua in
            try await down(cut, folder, recua)
            let down = try await recua.run("down")
            #expect(down.output == "1 stack down\n" && words(folder) == ["create", "remove"], "\(down.errorOutput)")
            #expect(try await recua.json("status", "--json")["stacks"]?[0]?["state"] == "down")
        }
    }

    @Test func `of an orphan whose taking down did not end is told so`() async throws {
        try await withDeployment { folder, recua in
            try await down(Self.cuts[2], folder, recua)
            let manifest = try Files.readText(folder.path("recua.yaml"))
            try folder.write(manifest.replacing("one: {}", with: "two: {}"), to: "recua.yaml")
            let plan = try await recua.run("plan").output
            #expect(
                plan.contains(
                    "one is not in the manifest any more: what is left of cloud, whose taking down failed in run 2"),
                "\(plan)")
            let status = try await recua.run("status").output
            #expect(status.contains("`recua down --orphans one` takes down what is left"), "\(status)")
            #expect(try await recua.run("down", "--orphans").output == "1 stack down\n")
        }
    }
}

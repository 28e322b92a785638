import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// A stack with hooks, as a user meets it.
@Suite struct HooksTests {
    private static let stacks = """
        chat:
          shelf: {}
          probe: {}
          hooks:
            check:
              before: deployment
              run: echo "checking $RECUA_STACK" | tee -a notes
            warm:
              after: deployment
              run: echo "warming $RECUA_DEPLOYMENT_URL" | tee -a notes
              timeout: 1m
        """

    private func notes(_ toys: ToyProject) throws -> String { try Files.readText(toys.scratch.path("notes")) }

    @Test func `hooks are planned, run around the deployment, and leave the next up nothing to do`() async throws {
        try await withToys(Self.stacks) { toys in
            let plan = try await toys.recua.run("plan")
            #expect(
                plan.output.hasPrefix(
                    """
                    chat → shelf, new
                      ● hooks.check  run `echo "checking $RECUA_STACK" | tee -a notes`
                      ● shelf        make the deployment
                      · hooks.warm   run `echo "warming $RECUA_DEPLOYMENT_URL" | tee -a notes`
                    """), "\(plan.output)")
            let first = try await toys.recua.run("up")
            #expect(first.status == .exited(0))
            #expect(first.errorOutput.contains("✓ chat/hooks.warm   ran `echo \"warming $RECUA_DEPLOYMENT_URL\""))
            #expect(try notes(toys) == "checking chat\nwarming http://127.0.0.1:9/chat\n")
            let second = try await toys.recua.run("up")
            #expect(second.output.hasSuffix("1 stack up to date\n"))
            #expect(second.errorOutput.isEmpty)
            let logs = try await toys.recua.run("logs", "1")
            #expect(logs.output.contains("==> chat/hooks.warm <=="))
            #expect(logs.output.contains(" info warming http://127.0.0.1:9/chat"))
            let history = try await toys.recua.run("history")
            #expect(history.output.contains("chat: hooks.check, shelf, "), "\(history.output)")
        }
    }

    @Test func `an edited hook runs alone, and why says what was edited`() async throws {
        try await withToys(Self.stacks) { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            try toys.write(Self.stacks.replacing("echo \"warming", with: "echo \"heating"))
            let why = try await toys.recua.run("why", "chat")
            #expect(why.output.contains("● hooks.warm   hooks.warm.run: "))
            let up = try await toys.recua.json("up", "--json")
            #expect(up["stacks"]?.array?.count == 1)
            #expect(try notes(toys).hasSuffix("\nheating http://127.0.0.1:9/chat\n"))
            let history = try await toys.recua.json("history", "--run", "last", "--json")
            #expect(history["runs"]?[0]?["counts"] == ["done": 1], "\(history)")
        }
    }

    @Test func `a hook that fails tells how, what it wrote last, and where it is written`() async throws {
        let stacks = Self.stacks.replacing(
            "run: echo \"warming $RECUA_DEPLOYMENT_URL\" | tee -a notes", with: "run: echo nobody answers >&2; exit 7")
        try await withToys(stacks) { toys in
            let up = try await toys.recua.run("up")
            #expect(up.status == .exited(1))
            let log = ".recua/logs/1/chat/hooks.warm.log"
            #expect(
                up.errorOutput.contains(
                    """

                    chat/hooks.warm
                    recua.yaml:17:14: error: the hook `warm` ended with exit code 7  [hooks.failed]
                       17 |         run: echo nobody answers >&2; exit 7
                          |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                      │ nobody answers
                      log: \(log)

                    1 of 1 stack failed: chat; the same command goes on from here

                    """), "\(up.errorOutput)")
            #expect(try Files.readText(toys.scratch.path(log)).contains(" info nobody answers\n"))
            // What stands after the same deployment has been made all the same.
            #expect(try await toys.recua.run("status").output.contains("1/1"))
            try toys.write(Self.stacks)
            #expect(try await toys.recua.run("up").status == .exited(0))
        }
    }

    @Test func `a hook that fails ahead of the deployment keeps it from being made`() async throws {
        let stacks = Self.stacks.replacing(
            "run: echo \"checking $RECUA_STACK\" | tee -a notes", with: "run: [\"false\"]")
        try await withToys(stacks) { toys in
            let up = try await toys.recua.run("up")
            #expect(up.status == .exited(1))
            #expect(
                up.errorOutput.contains("– chat/shelf        not run: hooks.check did not finish"), "\(up.errorOutput)")
            #expect(!Files.exists(toys.scratch.path("notes")))
        }
    }

    @Test func `a goal takes the hooks around what it makes`() async throws {
        try await withToys(Self.stacks + "\n    last: { after: report, run: echo last >> notes }") { toys in
            let deploy = try await toys.recua.run("deploy")
            #expect(deploy.status == .exited(0))
            #expect(try notes(toys) == "checking chat\nwarming http://127.0.0.1:9/chat\n")
            let up = try await toys.recua.run("up")
            #expect(up.status == .exited(0))
            #expect(try notes(toys).hasSuffix("last\n"))
        }
    }

    @Test func `a mistake in hooks has its place, and the nearest name`() async throws {
        try await withToys(Self.stacks.replacing("after: deployment", with: "after: deploymnt")) { toys in
            let validate = try await toys.recua.run("validate")
            #expect(validate.status == .exited(2))
            #expect(
                validate.errorOutput == """
                    recua.yaml:16:16: error: there is no artifact `deploymnt`  [plan.unknown-kind]
                       16 |         after: deploymnt
                          |                ^^^^^^^^^ did you mean `deployment`?

                    """, "\(validate.errorOutput)")
            #expect(try await toys.recua.run("up").status == .exited(2))
        }
    }

    @Test func `the first Ctrl-C ends a hook with all that it started`() async throws {
        let waits = "echo $$ > own; sleep 1000 & echo $! > child; touch started; wait"
        let stacks = Self.stacks.replacing(
            "run: echo \"warming $RECUA_DEPLOYMENT_URL\" | tee -a notes", with: "run: \(waits)")
        try await withToys(stacks) { toys in
            let run = try await toys.whileRunning("up") { running in
                try await toys.started()
                running.signal(SIGINT)
            }
            #expect(run.status == .exited(130))
            let alive = try ["own", "child"].filter { name in
                let pid = try Files.readText(toys.scratch.path(name)).filter(\.isNumber)
                return Int32(pid).flatMap { Deployment.Process(pid: $0) }?.isAlive ?? false
            }
            #expect(alive == [])
            #expect(try await toys.recua.run("plan").output.contains("● hooks.warm"))
        }
    }

    @Test func `down runs no hooks, and the next deployment does`() async throws {
        try await withToys(Self.stacks) { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            let before = try notes(toys)
            #expect(try await toys.recua.run("down", "--yes").status == .exited(0))
            #expect(try notes(toys) == before)
            #expect(try await toys.recua.run("up").status == .exited(0))
            #expect(try notes(toys) == before + before)
        }
    }

    @Test func `plugin list counts the stacks with hooks`() async throws {
        try await withToys(Self.stacks + "\nplain:\n  shelf: {}\n  probe: {}") { toys in
            let list = try await toys.recua.run("plugin", "list").output.split(separator: "\n")
            let line = try #require(list.first { $0.hasPrefix("hooks ") })
            #expect(line.hasSuffix("1 stack"))
        }
    }

    @Test func `a hook whose recua was killed is ended and run again`() async throws {
        let waits =
            "echo $$ >> own; test $(wc -l < own) -gt 1 || { sleep 1000 & echo $! >> own; touch started; wait; }; "
            + "echo done >> notes"
        let stacks = Self.stacks.replacing(
            "run: echo \"warming $RECUA_DEPLOYMENT_URL\" | tee -a notes", with: "run: \(waits)")
        try await withToys(stacks) { toys in
            let killed = try await toys.whileRunning("up") { running in
                try await toys.started()
                running.signal(SIGKILL)
            }
            #expect(killed.status == .signalled(9))
            try await eventually("the hook's shell outlives recua") { (try? isAlive(0, toys)) == false }
            #expect(try isAlive(1, toys))
            let up = try await toys.recua.run("up")
            #expect(up.status == .exited(0))
            #expect(try !isAlive(1, toys))
            let log = try Files.readText(toys.scratch.path(".recua/logs/2/chat/hooks.warm.log"))
            #expect(log.contains("(what an earlier run has left of it is ended: process "), "\(log)")
            #expect(try notes(toys) == "checking chat\ndone\n")
        }
    }

    /// The process that the hook has written as its `index`th.
    private func isAlive(_ index: Int, _ toys: ToyProject) throws -> Bool {
        let pids = try Files.readText(toys.scratch.path("own")).split(separator: "\n").compactMap { Int32($0) }
        return try Deployment.Process(pid: #require(pids.dropFirst(index).first))?.isAlive ?? false
    }
}

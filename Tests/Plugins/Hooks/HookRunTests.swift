import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@testable import RecuaHooks

struct HookRunTests {
    @Test func `a text is run by a shell that stops at the first mistake`() async throws {
        try await withScratchFolder { folder in
            let bench = HookBench(folder)
            try await bench.run(["run": "printf '%s\\n' \"${HOME:-none}\" $((1 + 1))"])
            #expect(bench.lines == ["/nowhere", "2"])
            #expect(try await bench.problem(["run": "false; echo never"]).code == "hooks.failed")
            #expect(try await bench.problem(["run": "echo $NOT_THERE; echo never"]).code == "hooks.failed")
            #expect(!bench.lines.contains("never"))
        }
    }

    @Test func `a list is run as it is`() async throws {
        try await withScratchFolder { folder in
            let bench = HookBench(folder)
            try await bench.run(["run": ["printf", "%s|", "two words", "$HOME", "*"]])
            #expect(bench.lines == ["two words|$HOME|*|"])
        }
    }

    @Test func `it runs in the manifest's folder, or in the one it names`() async throws {
        try await withScratchFolder { folder in
            let bench = HookBench(folder)
            try Files.createFolder(folder.path("inner"))
            try folder.write("#!/bin/sh\necho mine\n", to: "inner/own.sh", mode: 0o755)
            try await bench.run(["run": "pwd -P | sed 's|.*/||'"])
            try await bench.run(["run": ["pwd"], "folder": "inner"])
            try await bench.run(["run": ["./own.sh"], "folder": "inner"])
            #expect(
                bench.lines == [folder.path.split(separator: "/").last.map(String.init), folder.path("inner"), "mine"])
            let problem = try await bench.problem(["run": "true", "folder": "nowhere"])
            #expect(problem.code == "hooks.folder")
            #expect(problem.pointer == "/hooks/warm/folder")
        }
    }

    @Test func `all that it writes is kept, from both outputs`() async throws {
        try await withScratchFolder { folder in
            let bench = HookBench(folder)
            try await bench.run(["run": "echo out; echo err >&2; printf 'without an end'"])
            #expect(bench.lines.sorted() == ["err", "out", "without an end"])
        }
    }

    @Test func `what it reads ends at once`() async throws {
        try await withScratchFolder { folder in
            let bench = HookBench(folder)
            try await bench.run(["run": "cat; echo read"])
            #expect(bench.lines == ["read"])
        }
    }

    @Test func `a failure tells how it ended, and where it is written`() async throws {
        try await withScratchFolder { folder in
            let bench = HookBench(folder)
            let problem = try await bench.problem(["run": "exit 7"])
            #expect(problem.message == "the hook `warm` ended with exit code 7")
            #expect(problem.pointer == "/hooks/warm/run")
            #expect(try await bench.problem(["run": "kill -9 $$"]).message == "the hook `warm` was ended by signal 9")
            let missing = try await bench.problem(["run": ["no-such-program"]])
            #expect(missing.code == "process.missing")
            #expect(missing.pointer == "/hooks/warm/run")
        }
    }

    @Test func `it is tried again as often as it says, with longer and longer pauses`() async throws {
        try await withScratchFolder { folder in
            let bench = HookBench(folder)
            let flaky = "echo x >> tries; test $(wc -l < tries) -gt 3"
            try await bench.run(["run": .string(flaky), "retries": 3])
            #expect(try Files.readText(folder.path("tries")) == "x\nx\nx\nx\n")
            #expect(bench.clock.slept == [.seconds(1), .seconds(2), .seconds(4)])
            let warnings = bench.messages.all.filter { if case .log(.warning, _) = $0 { true } else { false } }
            #expect(
                warnings.first
                    == .log(level: .warning, message: "ended with exit code 1; it is tried again in 1s"))
            #expect(warnings.count == 3)
        }
    }

    @Test func `the last try's failure is the hook's`() async throws {
        try await withScratchFolder { folder in
            let bench = HookBench(folder)
            let problem = try await bench.problem(["run": "echo x >> tries; exit $(wc -l < tries)", "retries": 2])
            #expect(problem.message == "the hook `warm` ended with exit code 3, the last of 3 tries")
            #expect(try Files.readText(folder.path("tries")) == "x\nx\nx\n")
        }
    }

    @Test func `pauses do not grow without end`() {
        #expect([1, 2, 5, 6, 7, 100].map(HookTries.pause) == [1, 2, 16, 30, 30, 30].map { .seconds($0) })
    }

    @Test func `what takes too long is ended with all that it started`() async throws {
        try await withScratchFolder { folder in
            let bench = HookBench(folder)
            let names = ["child", "stranger", "deaf"]
            // A busy machine may need longer until all of them run.
            for limit in ["2s", "10s", "50s"] where !names.allSatisfy({ Files.exists(folder.path($0)) }) {
                let problem = try await bench.problem([
                    "run": """
                    sleep 1000 & echo $! > child
                    setsid sleep 1000 & echo $! > stranger
                    (trap '' TERM; sleep 1000 & echo $! > deaf; wait; wait)
                    """, "timeout": .string(limit),
                ])
                #expect(problem.code == "hooks.timeout")
                #expect(problem.message == "the hook `warm` did not end within \(limit)")
            }
            let alive = try names.filter { try bench.isAlive($0) }
            #expect(alive == [])
        }
    }

    @Test(arguments: ["", ">/dev/null 2>&1"])
    func `what it leaves running is ended, and nobody waits for it`(outputs: String) async throws {
        try await withScratchFolder { folder in
            let bench = HookBench(folder)
            try await bench.run([
                "run": .string(
                    "sleep 1000 \(outputs) & echo $! > child\nsetsid sleep 1000 \(outputs) & echo $! > stranger")
            ])
            let alive = try ["child", "stranger"].filter { try bench.isAlive($0) }
            #expect(alive == [])
        }
    }

    @Test func `cancelling ends it with all that it started`() async throws {
        try await withScratchFolder { folder in
            let bench = HookBench(folder)
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await bench.run([
                        "run": "setsid sleep 1000 & echo $! > stranger; echo $$ > own; sleep 1000", "retries": 5,
                    ])
                }
                while !Files.exists(folder.path("own")) { await Task.yield() }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.waitForAll() }
            }
            let alive = try ["stranger", "own"].filter { try bench.isAlive($0) }
            #expect(alive == [])
            #expect(bench.clock.slept == [])
        }
    }

    @Test func `what a killed run left of it is ended before it begins again`() async throws {
        try await withScratchFolder { folder in
            let bench = HookBench(folder)
            try Files.createFolder(folder.path("stack"))
            let rest = Command(
                "sh", ["-c", "echo $$ > rest; exec sleep 1000"],
                environment: [
                    "RECUA_HOOK_FOLDER": HookMark.value(folder.path("stack")), "PATH": "/usr/bin:/bin",
                ],
                folder: folder.path)
            async let left = rest.run()
            while (try? Files.readText(folder.path("rest")))?.isEmpty ?? true { await Task.yield() }
            try await bench.run(["run": "true"])
            let status = try await left.status
            #expect(status == .signalled(9))
            #expect(bench.lines.count == 1)
            #expect(bench.lines.first?.hasPrefix("(what an earlier run has left of it is ended: process ") == true)
        }
    }
}

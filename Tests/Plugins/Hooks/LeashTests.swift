import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@testable import RecuaHooks

struct LeashTests {
    private func isLeashed(_ program: String, _ folder: ScratchFolder) async throws -> Bool {
        let command = Command(program, environment: ["PATH": "/usr/bin:/bin"], folder: folder.path)
        return try await Leash.on(command) != command
    }

    @Test(arguments: [
        "#!/bin/sh\n", "#! /bin/sh -e\n", "#!/usr/bin/env sh\n", "#!inner/sh\n", "#!/bin/sh",
    ]) func `a script whose interpreter can be started is put on the leash`(head: String) async throws {
        try await withScratchFolder { folder in
            try Files.createFolder(folder.path("inner"))
            try folder.write("#!/bin/sh\n", to: "inner/sh", mode: 0o755)
            #expect(try await isLeashed(try folder.write(head, to: "own", mode: 0o755), folder))
        }
    }

    @Test(arguments: [
        "#!/nonexist/x\n", "#!/bin/sh\r\n", "#!\n", "#!/etc/hostname\n", "#!/usr\n", "#!inner/own\n", "echo\n", "",
        "#!/\(String(repeating: "x", count: 300))\n",
    ]) func `what the system does not start is left as it is`(head: String) async throws {
        try await withScratchFolder { folder in
            try Files.createFolder(folder.path("inner"))
            try folder.write("#!/nonexist/x\n", to: "inner/own", mode: 0o755)
            #expect(try await !isLeashed(try folder.write(head, to: "own", mode: 0o755), folder))
        }
    }

    @Test func `a program is put on it, and one for another machine is not`() async throws {
        try await withScratchFolder { folder in
            #expect(try await isLeashed("sleep", folder))
            var other = try Array(Files.read("/usr/bin/sleep").prefix(64))
            other[18] ^= 0xFF
            #expect(try await !isLeashed(try folder.write(other, to: "own", mode: 0o755), folder))
        }
    }

    @Test func `a missing interpreter is a hook that cannot be started, and it is not tried again`() async throws {
        try await withScratchFolder { folder in
            let bench = HookBench(folder)
            try folder.write("#!/nonexist/x\n", to: "own", mode: 0o755)
            let problem = try await bench.problem(["run": ["./own"], "retries": 3])
            #expect(problem.code == "process.start")
            #expect(problem.pointer == "/hooks/warm/run")
            #expect(bench.lines == [])
            #expect(bench.clock.slept == [])
        }
    }
}

import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@testable import RecuaExternal

/// What of `/tmp` a program in a sandbox sees.
@Suite struct SandboxViewTests {
    @Test func `what lies below another is not bound by itself, and what a link leads to is`() throws {
        #expect(SandboxView.paths(["/tmp/a/b/c", "/tmp/a", "/tmp/ab", "/usr/bin", "/tmp"]) == ["/tmp/a", "/tmp/ab"])
    }

    @Test func `each link on the way is bound, of a folder's too`() async throws {
        try await withScratchFolder { folder in
            for name in ["a", "b", "c/lib", "own"] { try Files.createFolder(folder.path(name)) }
            for (target, link) in [
                ("../a/second", "own/first"), (folder.path("b/third"), "a/second"), ("/usr/bin/env", "b/third"),
                ("c/lib", "library"),
            ] {
                try #require(symlink(target, folder.path(link)) == 0)
            }
            try folder.write("", to: "c/lib/module")
            let paths = [folder.path("own"), folder.path("own/first"), folder.path("library/module")]
            #expect(
                SandboxView.paths(paths)
                    == ["a/second", "b/third", "c/lib/module", "library/module", "own"].map { folder.path($0) })
        }
    }

    @Test(arguments: [false, true])
    func `an interpreter that is a link beside the manifest starts, wherever it leads`(isInTmp: Bool) async throws {
        try await withScratchFolder { folder async throws in
            try await withScratchFolder { elsewhere async throws in
                var bench = Bench(folder)
                bench.bounds = ProgramDeclaration.Bounds()
                let script = try #require(bench.declare("").run.first)
                var python = try #require(Command.path(of: "python3", environment: bench.environment))
                if isInTmp {
                    python = try elsewhere.write("#!/bin/sh\nexec '\(python)' \"$@\"\n", to: "python3", mode: 0o755)
                }
                try Files.createFolder(folder.path(".venv/bin"))
                try #require(symlink(python, folder.path(".venv/bin/python3")) == 0)
                try #require(symlink("python3", folder.path(".venv/bin/python")) == 0)
                let link = folder.path(".venv/bin/python")
                // Notes are written beside the program, where nothing can be.
                let quiet = try Files.readText(script).replacing("note(\"starts\", \"x\")", with: "pass")
                try folder.write(quiet, to: "probe.py", mode: 0o755)
                let plugin = try await bench.describe(bench.declaration(run: [link, script], files: [link, script]))
                #expect(plugin.descriptor.version == "1.2.3")
                #expect(try await plugin.isolation == .sandbox)
                await plugin.shutDown()
            }
        }
    }
}

import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// What is told where plugins have no sandbox, though they should.
@Suite struct UnprotectedTests {
    /// A `PATH` without bubblewrap, or with one that refuses.
    private func withPath(
        bubblewrap: String? = nil, _ body: (ToyProject, ScratchFolder) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            for name in ["env", "python3"] {
                try Files.createFolder(scratch.path("bin"))
                #expect(symlink("/usr/bin/\(name)", scratch.path("bin/\(name)")) == 0)
            }
            if let bubblewrap { try scratch.write("#!/bin/sh\n\(bubblewrap)\n", to: "bin/bwrap", mode: 0o755) }
            let toys = try ToyProject(
                "one: { shelf: { word: a }, probe: {} }", in: scratch, environment: ["PATH": scratch.path("bin")])
            try await body(toys, scratch)
        }
    }

    private func wantSandbox(_ scratch: ScratchFolder, of name: String) throws {
        let manifest = try Files.readText(scratch.path("recua.yaml"))
        try scratch.write(
            manifest.replacing("\(name)], sandbox: none }", with: "\(name)] }"), to: "recua.yaml")
    }

    @Test func `a run says once which plugins have no sandbox, and how to get one`() async throws {
        try await withPath { toys, scratch in
            for name in ["shelf", "probe"] { try wantSandbox(scratch, of: name) }
            let up = try await toys.recua.run("up")
            #expect(up.status == .exited(0), "\(up.errorOutput)")
            let told = """
                warning: plugins `shelf`, `probe` run without a sandbox, with all that you may do: bubblewrap is not \
                installed  [plugin.no-sandbox]
                """
            #expect(up.errorOutput.count(of: told) == 1, "\(up.errorOutput)")
            #expect(up.errorOutput.contains("apt install bubblewrap"), "\(up.errorOutput)")
            let again = try await toys.recua.run("up")
            #expect(again.errorOutput.count(of: "no-sandbox") == 0, "\(again.errorOutput)")
        }
    }

    @Test func `one that does not work is told apart from one that is not there`() async throws {
        try await withPath(bubblewrap: "echo 'bwrap: nope' >&2; exit 1") { toys, scratch in
            try wantSandbox(scratch, of: "probe")
            let up = try await toys.recua.run("up")
            let told = "plugin `probe` runs without a sandbox, with all that you may do: bubblewrap does not work here"
            #expect(up.status == .exited(0) && up.errorOutput.count(of: told) == 1, "\(up.errorOutput)")
            let doctor = try await toys.recua.run("doctor")
            let needed = "bwrap: nope; needed for the target local, and for plugins"
            #expect(doctor.output.contains(needed), "\(doctor.output)")
            let list = try await toys.recua.run("plugin", "list")
            #expect(list.output.contains("no sandbox: bubblewrap does not work here"), "\(list.output)")
            let check = try await toys.recua.run("plugin", "check", "./toy.py", "probe")
            #expect(
                check.output.hasSuffix(", without a sandbox: bubblewrap does not work here\n"), "\(check.output)")
        }
    }

    @Test func `who asks for no sandbox is told nothing`() async throws {
        try await withPath { toys, _ in
            let up = try await toys.recua.run("up")
            #expect(up.status == .exited(0) && up.errorOutput.count(of: "sandbox") == 0, "\(up.errorOutput)")
        }
    }
}

extension String {
    /// How often the text holds another.
    fileprivate func count(of text: String) -> Int { ranges(of: text).count }
}

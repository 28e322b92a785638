import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@Suite struct InitTests {
    @Test(arguments: [
        [], ["llamas"], ["llamas", "--target", "lambda"], ["llamas", "--llamafile", "./my model: v1.llamafile"],
    ])
    func `init writes a manifest that validate accepts`(arguments: [String]) async throws {
        try await withScratchFolder { scratch in
            let recua = RecuaBinary(in: scratch.path)
            let run = try await recua.command(["init"] + arguments).run()
            #expect(run.status == .exited(0), "\(run.errorOutput)")
            #expect(run.output.hasPrefix("wrote stacks/") && run.output.hasSuffix("next: recua plan\n"))
            let valid = try await recua.run("validate")
            #expect(valid.status == .exited(0) && valid.output == "1 stack valid\n", "\(valid.errorOutput)")
        }
    }

    @Test func `init never overwrites`() async throws {
        try await withScratchFolder { scratch in
            let recua = RecuaBinary(in: scratch.path)
            try scratch.write("mine", to: "stacks/llamas.yaml")
            let run = try await recua.run("init", "llamas")
            #expect(run.status == .exited(2) && run.errorOutput.contains("there is a `stacks/llamas.yaml` already"))
            #expect(try Files.readText(scratch.path("stacks/llamas.yaml")) == "mine")
            try scratch.write("mine", to: "recua.yaml")
            #expect(try await recua.run("init", "others").status == .exited(2))
        }
    }

    @Test(arguments: ["Llamas", "-x", "two words", "../up", "9lives"])
    func `init refuses what cannot name a project, and leaves nothing behind`(name: String) async throws {
        try await withScratchFolder { scratch in
            let run = try await RecuaBinary(in: scratch.path).run("init", "--", name)
            #expect(run.status == .exited(2), "\(run.output)")
            #expect(run.errorOutput.contains("error: "), "\(run.errorOutput)")
            #expect(try Files.list(scratch.path).filter { $0 != "store" } == [])
        }
    }

    @Test func `init tells git once to ignore the state`() async throws {
        try await withScratchFolder { scratch in
            let recua = RecuaBinary(in: scratch.path)
            try scratch.write("*.o", to: ".gitignore")
            #expect(try await recua.run("init", "one").status == .exited(0))
            #expect(try await recua.run("init", "two").output.contains("next: recua plan -f stacks/two.yaml"))
            #expect(try Files.readText(scratch.path(".gitignore")) == "*.o\n.recua/\n")
        }
    }
}

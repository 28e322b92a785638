import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// Files and folders as few have them, below what a stack names.
@Suite(.timeLimit(.minutes(4))) struct OddFilesTests {
    private static let stacks = """
        chat:
          shelf: {}
          probe: {}
          hooks:
            look: { before: deployment, run: echo looked, files: [d] }
        """

    /// Runs a script where `$RECUA` is the command.
    private func run(_ toys: ToyProject, _ script: String, _ wrap: [String] = []) async throws -> Finished {
        let command = toys.recua.command()
        let environment = command.environment.merging(["RECUA": command.executable]) { _, new in new }
        let words = wrap + ["bash", "-c", script]
        return try await Command(words[0], Array(words.dropFirst()), environment: environment, folder: command.folder)
            .run()
    }

    @Test func `a name that is no UTF-8 is told, where it would not be noticed otherwise`() async throws {
        try await withToys(Self.stacks) { toys in
            try toys.scratch.write("k", to: "d/k")
            #expect(try await toys.recua.run("up").status == .exited(0))
            for make in [#"echo one >$'d/caf\xe9.txt'"#, #"rm d/caf*; mkdir $'d/\xffdir'"#] {
                let plan = try await run(toys, "\(make); $RECUA plan")
                #expect(plan.status != .exited(0))
                #expect(plan.errorOutput.contains("is no UTF-8  [file.name]"), "\(plan.errorOutput)")
            }
            #expect(try await run(toys, "$RECUA up").errorOutput.contains(#"d/\xffdir` is no UTF-8"#))
            #expect(try await run(toys, "rmdir d/*dir; $RECUA up").output.contains("1 stack up to date"))
        }
    }

    @Test func `so is the folder that one is in, and nothing is written there`() async throws {
        try await withToys { toys in
            for command in ["plan", "init"] {
                let script = #"mkdir -p $'caf\xe9'; cd caf*; $RECUA \#(command); status=$?; ls -A; exit $status"#
                let told = try await run(toys, script)
                #expect(told.status != .exited(0) && told.output.isEmpty, "\(told)")
                #expect(told.errorOutput.contains(#"caf\xe9` that you are in is no UTF-8  [file.name]"#))
            }
            #expect(try Files.list(toys.scratch.path).filter { $0.hasPrefix("caf") }.count == 1)
        }
    }

    @Test func `a variable whose bytes are no text is another when they are`() async throws {
        try await withToys("one: { shelf: { word: '${env:MOOD}' }, probe: {} }") { toys in
            #expect(try await run(toys, #"MOOD=$'\xfe' $RECUA up"#).status == .exited(0))
            #expect(try await run(toys, #"MOOD=$'\xfe' $RECUA up"#).output.contains("1 stack up to date"))
            let plan = try await run(toys, #"MOOD=$'\xff' $RECUA plan"#)
            #expect(plan.output.contains(#"shelf.word: "\\xfe" → "\\xff""#), "\(plan.output)")
        }
    }

    @Test func `a file system that is mounted in a folder counts`() async throws {
        try await withToys(Self.stacks) { toys in
            try Files.createFolder(toys.scratch.path("d"))
            let (outer, inner) = (toys.scratch.path("d"), toys.scratch.path("d/sub"))
            // The roots of both have the same number.
            let mounts = ["--dev-bind", "/", "/", "--tmpfs", outer, "--tmpfs", inner, "--"]
            let script = "echo one >d/sub/w; $RECUA up; echo two >d/sub/w; $RECUA plan; stat -c %i d d/sub >&2"
            let finished = try await run(toys, script, ["bwrap"] + mounts)
            #expect(finished.output.contains("because the file at hooks.look.files[0]"), "\(finished)")
            let numbers = finished.errorOutput.split(separator: "\n").suffix(2)
            #expect(Set(numbers).count == 1, "\(numbers)")
        }
    }
}

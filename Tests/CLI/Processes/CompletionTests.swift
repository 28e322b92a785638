import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@Suite struct CompletionTests {
    @Test(arguments: ["bash", "zsh", "fish"]) func `each shell has its script`(shell: String) async throws {
        try await withScratchFolder { scratch in
            let recua = RecuaBinary(in: scratch.path)
            let script = try await recua.run("completion", shell)
            #expect(script.status == .exited(0) && script.output.contains("recua"))
            #expect(try await recua.run("--generate-completion-script", shell).output.contains(script.output))
        }
    }

    @Test func `stack names complete, of the manifest that the line names`() async throws {
        try await withToys { toys in
            try toys.scratch.write("recua: 1\nproject: b\nstacks: { other: {} }\n", to: "other.yaml")
            let usual = try await complete(toys, ["recua", "up", ""])
            #expect(usual == ["one"])
            let named = try await complete(toys, ["recua", "up", "-f", "other.yaml", ""])
            #expect(named == ["other"])
            #expect(try await complete(toys, ["recua", "up", "--file='other.yaml'", ""]) == ["other"])
            #expect(try await complete(toys, ["recua", "up", "-f", "missing.yaml", ""]) == [])
        }
    }

    @Test func `plugins complete where one is named, and kept plans where up takes them`() async throws {
        try await withToys { toys in
            try toys.scratch.write("", to: "today.plan")
            let plugins = try await complete(toys, ["recua", "plugin", "run", ""])
            #expect(plugins.contains("shelf") && plugins.contains("fetch") && !plugins.contains("one"), "\(plugins)")
            #expect(try await complete(toys, ["recua", "plugin", "run", "shelf", ""]) == ["one"])
            #expect(try await complete(toys, ["recua", "up", ""]) == ["one", "today.plan"])
            #expect(try await complete(toys, ["recua", "down", ""]) == ["one"])
        }
    }

    /// What bash is told when the tabulator key is pressed at the end of the words.
    private func complete(_ toys: ToyProject, _ words: [String]) async throws -> [String] {
        let recua = toys.recua.command("completion", "bash")
        let script = """
            eval "$("$0" completion bash)"
            recua() { "$program" "$@"; }
            program=$0; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMP_TYPE=9; COMP_KEY=9
            function=$(complete -p recua | sed 's/.*-F \\([^ ]*\\).*/\\1/')
            "$function" recua "" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let run = try await Command(
            "bash", ["-c", script, recua.executable] + words, environment: recua.environment, folder: recua.folder
        ).run()
        return run.output.split(separator: "\n").map { $0.filter { $0 != " " } }.filter {
            !$0.isEmpty && !$0.hasPrefix("-")
        }
    }
}

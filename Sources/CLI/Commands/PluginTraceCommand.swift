import ArgumentParser
import RecuaContract
import RecuaCore
import RecuaExternal

/// `recua plugin trace`
struct PluginTraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Show what went over the wire, or play it to a program again.",
        usage: "recua plugin trace <file>\nrecua plugin trace --replay <file> <program> [<argument> ...]",
        discussion: """
            `RECUA_PLUGIN_TRACE=FILE recua up` records all that goes between Recua and plugins that are programs; so does \
            every other command. Values of secrets are left out.

            With `--replay` the same requests are sent again, and each answer is held against that of then; folders are \
            new ones, and it runs in the sandbox of plugins where bubblewrap works. Progress and logs are not compared. Exits with 0 when all are the same, with 1 at the first that is \
            another one, and with 2 when there is no such trace or program.
            """
    )

    @Argument(
        help: .init("A trace; with `--replay` the program and its arguments.", valueName: "file"), completion: .file())
    var words: [String] = []
    @Option(help: .init("Play this trace to the program.", valueName: "file"), completion: .file()) var replay: String?
    @Option(help: .init("Of a trace of several plugins, this one.", valueName: "name")) var plugin: String?
    @Flag(help: "Replay without a sandbox, as `sandbox: none` in a manifest does.") var noSandbox = false
    @Flag(help: "Print the trace, or what differs, as JSON.") var json = false

    func run() async throws {
        let context = CommandContext.current
        let transcript = try transcript(context)
        if replay != nil { return try await play(transcript, context) }
        let lines = transcript.lives(of: plugin).flatMap(\.self)
        if json {
            context.output.print(json: ["version": OutputVersion.current, "lines": .array(lines.map(\.json))])
        } else {
            for line in lines { context.output.print(line.shown(context.output.style)) }
        }
    }

    /// - Throws: ``Diagnostic`` `usage.trace` where there is nothing to show or to play.
    private func transcript(_ context: CommandContext) throws -> Transcript {
        let name = replay ?? words[0]
        let file = Files.resolve(name, in: context.workingFolder)
        guard Files.facts(file)?.isFolder == false else {
            throw Diagnostic(
                "usage.trace", "there is no trace `\(name)`", help: "record one: RECUA_PLUGIN_TRACE=FILE recua up")
        }
        let transcript = try Transcript(file: file)
        try check(transcript, file)
        return transcript
    }

    /// - Throws: ``ExitStatus/failed`` at the first answer that is another one.
    private func play(_ transcript: Transcript, _ context: CommandContext) async throws {
        let name = try plugin ?? only(of: transcript)
        let program = try TypedProgram(words, context).wire()
        try await Scratch.lend { folder in
            let confinement = TrialConfinement(
                of: program.declaration("plugin", isSandboxed: !noSandbox, at: .replayed),
                store: Store(root: "\(folder)/store"), context)
            var replay = TranscriptReplay(program)
            replay.confinement = confinement
            let (count, difference) = try await replay.play(transcript.lives(of: name))
            let isolation = try await confinement.isolation
            show(count, difference, of: name, isolation, context.output)
            if difference != nil { throw ExitStatus.failed }
        }
    }

    private func show(
        _ count: Int, _ difference: TranscriptReplay.Difference?, of name: String, _ isolation: ProgramIsolation,
        _ output: Output
    ) {
        if json {
            var result: JSON =
                difference?.json(after: count - 1)
                ?? ["version": OutputVersion.current, "alike": true, "answers": .integer(Int64(count))]
            result["sandboxed"] = .bool(isolation.isSandbox)
            output.print(json: result)
        } else {
            let alike = "\(Quantity.count(count, "answer")) of `\(name)`: the same as then\(isolation.lack)"
            output.print(difference?.text ?? alike)
        }
    }

    private func check(_ transcript: Transcript, _ file: String) throws {
        let names = names(in: transcript)
        if names.isEmpty {
            throw Diagnostic(
                "usage.trace", "there is nothing in the trace `\(file)`",
                help: "a plugin that had nothing to do said nothing")
        }
        guard let plugin, !names.contains(plugin) else { return }
        throw Diagnostic(
            "usage.trace", "nothing in the trace `\(file)` is of a plugin `\(plugin)`",
            help: "it is of: \(names.joined(separator: ", "))")
    }

    private func only(of transcript: Transcript) throws -> String {
        let names = names(in: transcript)
        guard names.count == 1 else {
            throw Diagnostic(
                "usage.arguments", "the trace is of several plugins", help: "pick one: --plugin \(names[0])")
        }
        return names[0]
    }

    private func names(in transcript: Transcript) -> [String] { Set(transcript.lines.map(\.plugin)).sorted() }

    func validate() throws {
        guard let first = words.first, !first.isEmpty else {
            throw ValidationError(
                replay == nil ? "name the trace that is to be shown." : "name the program that the trace is played to.")
        }
        if replay == nil, words.count > 1 { throw ValidationError("--replay is missing: what are the arguments for?") }
    }
}

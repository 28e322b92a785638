import ArgumentParser
import RecuaContract
import RecuaCore

/// `recua plugin trace`
struct PluginTraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Show what went over the wire, or play it to a program again.",
        usage: "recua plugin trace <file>\nrecua plugin trace --replay <file> <program> [<argument> ...]",
        discussion: """
            `RECUA_PLUGIN_TRACE=FILE recua up` records all that goes between Recua and plugins that are programs; so does \
            every other command. Values of secrets are left out.

            With `--replay` the same requests are sent again, and each answer is held against that of then; folders are \
            new ones. Progress and logs are not compared. Exits with 0 when all are the same, with 1 at the first that is \
            another one, and with 2 when there is no such trace or program.
            """
    )

    @Argument(
        help: .init("A trace; with `--replay` the program and its arguments.", valueName: "file"), completion: .file())
    var words: [String] = []
    @Option(help: .init("Play this trace to the program.", valueName: "file"), completion: .file()) var replay: String?
    @Option(help: .init("Of a trace of several plugins, this one.", valueName: "name")) var plugin: String?
    @Flag(help: "Print the trace, or what differs, as JSON.") var json = false

    func run() async throws {
        let context = CommandContext.current
        let file = Files.resolve(replay ?? words[0], in: context.workingFolder)
        guard Files.facts(file)?.isFolder == false else {
            throw Diagnostic(
                "usage.trace", "there is no trace `\(replay ?? words[0])`",
                help: "record one: RECUA_PLUGIN_TRACE=FILE recua up")
        }
        let transcript = try Transcript(file: file)
        try check(transcript, file)
        guard replay != nil else { return show(transcript, context.output) }
        let name = try plugin ?? only(of: transcript)
        let replay = TranscriptReplay(try TypedProgram(words, context).wire())
        var count = 0
        for life in transcript.lives(of: name) {
            let (compared, difference) = try await replay.play(life)
            count += compared
            if let difference { return try tell(difference, after: count - 1, context.output) }
        }
        if json {
            context.output.print(json: [
                "version": OutputVersion.current, "alike": true, "answers": .integer(Int64(count)),
            ])
        } else {
            context.output.print("\(Quantity.count(count, "answer")) of `\(name)`: the same as then")
        }
    }

    private func show(_ transcript: Transcript, _ output: Output) {
        let lines = transcript.lives(of: plugin).flatMap(\.self)
        if json {
            let all = lines.map { line -> JSON in
                var json: JSON = ["from": .string(line.from.rawValue), "plugin": .string(line.plugin)]
                json["life"] = .integer(line.life)
                json["message"] = line.message
                json["text"] = line.text.map { .string($0) }
                return json
            }
            return output.print(json: ["version": OutputVersion.current, "lines": .array(all)])
        }
        let color: [Transcript.Line.Speaker: TextStyle.Color] = [.host: .blue, .plugin: .green, .log: .dim]
        for line in lines {
            let speaker = output.style(color[line.from] ?? .dim, "\(line.plugin) \(line.from.rawValue)>")
            output.print("\(speaker) \(DisplayText.line(line.message?.text() ?? line.text ?? ""))")
        }
    }

    /// - Throws: ``ExitStatus/failed``.
    private func tell(_ difference: TranscriptReplay.Difference, after count: Int, _ output: Output) throws {
        if json {
            var document: JSON = [
                "version": OutputVersion.current, "alike": false, "answers": .integer(Int64(count)),
                "method": .string(difference.method), "id": difference.id, "recorded": difference.recorded,
            ]
            document["now"] = difference.now
            document["reason"] = difference.reason.map { .string($0) }
            output.print(json: document)
        } else {
            output.print("`\(difference.method)` (id \(difference.id.text())) is answered otherwise than then:")
            output.print("  then \(DisplayText.line(difference.recorded.text()))")
            output.print("  now  \(DisplayText.line(difference.now?.text() ?? difference.reason ?? "nothing"))")
        }
        throw ExitStatus.failed
    }

    /// - Throws: ``Diagnostic`` `usage.trace` where there is nothing to show or to play.
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

public import RecuaCore
import RecuaRPC

/// Says to a program again what was said to it once, and holds its answers against those of then.
public struct TranscriptReplay: Sendable {
    /// An answer that is another one now.
    public struct Difference: Sendable, Hashable {
        /// What was asked: `run`.
        public var method: String
        /// The request's.
        public var id: JSON
        /// The answer of then: `result` or `error`.
        public var recorded: JSON
        /// Nil when no answer came.
        public var now: JSON?
        /// Why none came.
        public var reason: String?
    }

    /// What is started.
    public var program: WireProgram
    /// What it is started in; nothing, unless somebody says.
    public var confinement: any WireConfinement = Unconfined()
    /// How long an answer is waited for.
    public var patience = WirePatience()

    public init(_ program: WireProgram) { self.program = program }

    /// Plays one life after the other, up to the first answer that differs.
    ///
    /// - Returns: how many answers were compared, and the one that differs.
    /// - Throws: `Diagnostic` `usage.program` when the program cannot be started, `trace.replay`.
    public func play(_ lives: [[Transcript.Line]]) async throws -> (count: Int, Difference?) {
        var count = 0
        for life in lives {
            let (compared, difference) = try await play(life)
            count += compared
            if let difference { return (count, difference) }
        }
        return (count, nil)
    }

    /// Plays one life.
    ///
    /// Folders that a request was given are replaced by new ones, removed afterwards, and answers are compared as if they
    /// were the old ones. What is told between is not compared: it depends on the moment.
    ///
    /// - Returns: how many answers were compared, and the first that differs.
    /// - Throws: `Diagnostic` `usage.program` when the program cannot be started, `trace.replay`.
    public func play(_ life: [Transcript.Line]) async throws -> (count: Int, Difference?) {
        let folder = try ProviderRun.temporaryFolder()
        defer { try? Files.remove(folder) }
        let script = try Script(life, folder)
        let outcome = Held<(Int, Difference?)>()
        let result: Result<Void, any Error>
        do {
            (result, _) = try await WireSession.open(try await started(life, folder), patience) { session in
                outcome.value = try await script.play(session)
            }
        } catch let error as Breach {
            throw Diagnostic("usage.program", error.what, help: "see that this machine can run it")
        }
        do { try result.get() } catch let error as Breach { throw Diagnostic("trace.replay", error.what) }
        return outcome.value ?? (0, nil)
    }

    /// The program with what it declared then, and nothing else: variables, the network, folders to write to.
    private func started(_ life: [Transcript.Line], _ folder: String) async throws -> WireProgram {
        let described = life.first { $0.from == .plugin && $0.message?["result"]?["plugin"] != nil }?.message?["result"]
        let names = ["environment", "fingerprintedEnvironment"].flatMap { described?[$0]?.array ?? [] }
        var program = program
        program.environment = PluginDescriptor.environment(names.compactMap(\.string), from: program.environment)
        let works = life.contains { $0.from == .host && $0.message?["params"]?["scratch"] != nil }
        return try await confinement.confined(
            program, writing: works ? [folder] : [], hasNetwork: described?["network"]?.bool ?? false)
    }

    /// What is sent and awaited, with folders that exist.
    private struct Script: Sendable {
        let lines: [Transcript.Line]
        /// The old path of each new one.
        let places: [(new: String, old: String)]

        init(_ lines: [Transcript.Line], _ folder: String) throws {
            self.lines = lines
            var places: [(new: String, old: String)] = []
            for params in lines.compactMap({ $0.from == .host ? $0.message?["params"] : nil }) {
                for key in ["scratch", "cache", "folder"] {
                    guard let old = params[key]?.string, !places.contains(where: { $0.old == old }) else { continue }
                    places.append((new: "\(folder)/\(places.count)", old: old))
                }
            }
            for place in places { try Files.createFolder(place.new) }
            // A folder in another one is replaced before it.
            self.places = places.sorted { $0.old.utf8.count > $1.old.utf8.count }
        }

        func play(_ session: WireSession) async throws -> (Int, Difference?) {
            var (asked, count): ([JSON: String], Int) = ([:], 0)
            for line in lines {
                guard let message = line.message.flatMap({ Message($0) }) else { continue }
                switch (line.from, message) {
                case (.host, _):
                    if case .request(let id, let method, _) = message { asked[id] = method }
                    if let sent = Message(replaced(message.json, isBack: false)) { session.post(sent) }
                case (.plugin, .answer(let id, let recorded)):
                    guard let method = asked.removeValue(forKey: id) else { continue }
                    count += 1
                    if let difference = await difference(session, id, method, recorded) { return (count, difference) }
                default: break
                }
            }
            return (count, nil)
        }

        private func difference(
            _ session: WireSession, _ id: JSON, _ method: String, _ recorded: Result<JSON, AnswerError>
        ) async -> Difference? {
            let then = Self.json(recorded)
            do {
                let now = replaced(Self.json(try await session.answer(id, to: method)), isBack: true)
                return now == then ? nil : Difference(method: method, id: id, recorded: then, now: now)
            } catch {
                let reason = (error as? Breach)?.what ?? ErrorText.of(error)
                return Difference(method: method, id: id, recorded: then, reason: reason)
            }
        }

        private static func json(_ answer: Result<JSON, AnswerError>) -> JSON {
            switch answer {
            case .success(let result): ["result": result]
            case .failure(let error): ["error": error.json]
            }
        }

        /// - Parameter isBack: true for the old places in place of the new ones.
        private func replaced(_ json: JSON, isBack: Bool) -> JSON {
            switch json {
            case .string(let text):
                .string(
                    places.reduce(text) { text, place in
                        isBack ? text.replacing(place.new, with: place.old) : text.replacing(place.old, with: place.new)
                    })
            case .array(let items): .array(items.map { replaced($0, isBack: isBack) })
            case .object(let members): .object(members.mapValues { replaced($0, isBack: isBack) })
            default: json
            }
        }
    }
}

import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

struct RecallTests {
    /// A small world that an answer rests on, and the answer.
    private struct World {
        let folder: ScratchFolder
        var environment = ["RECUA_MOOD": "calm", "REGION": "eu-central-1"]
        var question = ["plan", "--json"]

        var words: Answer.Words { Answer.Words(output: Array("nothing to do\n".utf8), errors: [7], exitStatus: 11) }

        init(_ folder: ScratchFolder) throws {
            self.folder = folder
            try folder.write("recua: 1", to: "stacks/a.yaml")
            try folder.write("wal", to: "ledger.db-wal")
            try folder.write("", to: "empty-wal")
        }

        var recall: Recall { Recall(question, store: Store(root: folder.path("store")), environment: environment) }

        /// Looks at everything as a command would.
        func look() {
            _ = try? Files.list(folder.path("stacks"))
            _ = try? Files.read(folder.path("stacks/a.yaml"))
            _ = Files.exists(folder.path("recua.lock"))
            Trace.current?.look(at: folder.path("ledger.db-wal"), asLog: true)
            Trace.current?.look(at: folder.path("empty-wal"), asLog: true)
            _ = Deployment.Process(pid: getpid())?.isAlive
            _ = Deployment.Process(pid: 1, started: 1, boot: "another").isAlive
        }

        /// Until a change, which may be one of times alone, gives a file another time than it has.
        func settle() async throws {
            for name in ["stacks", "stacks/a.yaml"] {
                while !Files.isSettled(try #require(Files.facts(folder.path(name)))) { await Task.yield() }
            }
        }

        /// - Parameter began: by default so late that everything has settled.
        func keep(began: Int64 = Files.now() + 1_000_000_000, meanwhile: () throws -> Void = {}) throws {
            let trace = Trace(began: began)
            Trace.$current.withValue(trace) { look() }
            try meanwhile()
            recall.keep(words, trace: trace, variables: ["RECUA_*", "REGION", "UNSET"])
        }
    }

    @Test func `what was answered is answered again, word for word`() async throws {
        try await withScratchFolder { folder in
            let world = try World(folder)
            #expect(world.recall.answer() == nil)
            try world.keep()
            #expect(world.recall.answer() == world.words)
        }
    }

    /// Something that an answer rests on, and how it changes.
    enum Change: String, CaseIterable, Sendable {
        case fileEdited, fileReplaced, fileGone, fileTouched, newNeighbour, absentFileAppears, logGrows, logGone,
            emptyLogGrows, variableChanged, variableGone, variableAppears, prefixedVariableAppears, otherQuestion
    }

    @Test(arguments: Change.allCases)
    func `an answer does not outlive what it rests on`(change: Change) async throws {
        try await withScratchFolder { folder in
            var world = try World(folder)
            try world.keep()
            try await world.settle()
            try Self.make(change, in: &world)
            #expect(world.recall.answer() == nil)
        }
    }

    @Test func `an empty log and none at all are the same, and so are unrelated files and variables`() async throws {
        try await withScratchFolder { folder in
            var world = try World(folder)
            try world.keep()
            try Files.remove(folder.path("empty-wal"))
            try folder.write("x", to: "elsewhere")
            world.environment["SHLVL"] = "2"
            #expect(world.recall.answer() == world.words)
        }
    }

    @Test func `a file that changed while the command ran keeps the answer from being kept`() async throws {
        try await withScratchFolder { folder in
            let world = try World(folder)
            try world.keep { try folder.write("recua: 2", to: "stacks/a.yaml") }
            #expect(world.recall.answer() == nil)
        }
    }

    @Test func `a file as young as file times can tell keeps the answer from being kept`() async throws {
        try await withScratchFolder { folder in
            let world = try World(folder)
            let facts = try #require(Files.facts(folder.path("stacks/a.yaml")))
            try world.keep(began: facts.changed + Files.timeGranularity)
            #expect(world.recall.answer() == nil)
        }
    }

    @Test func `a trace that is abandoned keeps nothing`() async throws {
        try await withScratchFolder { folder in
            let world = try World(folder)
            let trace = Trace(began: Files.now() + 1_000_000_000)
            Trace.$current.withValue(trace) { world.look() }
            trace.abandon()
            Trace.$current.withValue(trace) { world.look() }
            world.recall.keep(world.words, trace: trace, variables: [])
            #expect(world.recall.answer() == nil)
        }
    }

    @Test func `a process that ends takes the answer along`() async throws {
        try await withScratchFolder { folder in
            let world = try World(folder)
            let child = try await SleepingChild()
            let trace = Trace(began: Files.now() + 1_000_000_000)
            Trace.$current.withValue(trace) { #expect(child.identity.isAlive) }
            world.recall.keep(world.words, trace: trace, variables: [])
            #expect(world.recall.answer() == world.words)
            child.end()
            #expect(world.recall.answer() == nil)
        }
    }

    @Test func `an answer with any byte changed, or cut anywhere, is none`() async throws {
        try await withScratchFolder { folder in
            let world = try World(folder)
            try world.keep()
            let place = try #require(try Files.list(folder.path("store/answers")).first)
            let whole = try Files.read(folder.path("store/answers/\(place)"))
            for index in whole.indices {
                var broken = whole
                broken[index] ^= 0x10
                #expect(AnswerReader(broken, environment: world.environment) == nil)
                #expect(AnswerReader(Array(whole[..<index]), environment: world.environment) == nil)
            }
            #expect(AnswerReader(whole, environment: world.environment)?.words() == world.words)
        }
    }

    @Test func `a kept answer holds no digest of a variable that a table could tell`() async throws {
        try await withScratchFolder { folder in
            let world = try World(folder)
            func kept() throws -> [UInt8] {
                try world.keep()
                let place = try #require(try Files.list(folder.path("store/answers")).first)
                return try Files.read(folder.path("store/answers/\(place)"))
            }
            let (first, second) = (try kept(), try kept())
            #expect(first != second && first.count == second.count)
            let plain = Digest(of: "eu-central-1").hex
            #expect(!String(decoding: first, as: UTF8.self).contains(plain))
            #expect(world.recall.answer() == world.words)
        }
    }

    @Test func `a body that lies about its lengths stands for nothing`() throws {
        for number in [Int64.min, -1, .max, 1 << 40] {
            var body = [UInt8](repeating: 0, count: 8)
            withUnsafeBytes(of: number.littleEndian) { body += $0 }
            var hasher = Digest.Hasher()
            hasher.update(body)
            let bytes = AnswerWriter.magic + hasher.finish().bytes + body
            #expect(AnswerReader(bytes, environment: [:])?.words() == nil)
        }
    }

    @Test func `only so many answers are kept, and the oldest go first`() async throws {
        try await withScratchFolder { folder in
            var world = try World(folder)
            for number in 0..<205 {
                world.question = ["\(number)"]
                try world.keep()
            }
            #expect(try Files.list(folder.path("store/answers")).count == 200)
            #expect(world.recall.answer() == world.words)
        }
    }

    @Test func `values of variables are not kept`() async throws {
        try await withScratchFolder { folder in
            var world = try World(folder)
            world.environment["REGION"] = "a-secret-of-mine"
            try world.keep()
            let place = try #require(try Files.list(folder.path("store/answers")).first)
            let text = try Files.readText(folder.path("store/answers/\(place)"))
            #expect(text.contains("REGION") && !text.contains("a-secret-of-mine"))
            let mode = try #require(facts(at: folder.path("store/answers/\(place)"))).st_mode
            #expect(mode & 0o777 == 0o600)
        }
    }

    private func facts(at path: String) -> stat? {
        var info = stat()
        return stat(path, &info) == 0 ? info : nil
    }

    private static func make(_ change: Change, in world: inout World) throws {
        let folder = world.folder
        switch change {
        case .fileEdited: try append("# more", to: folder.path("stacks/a.yaml"))
        case .fileReplaced: try folder.write("recua: 1", to: "stacks/a.yaml")
        case .fileGone: try Files.remove(folder.path("stacks/a.yaml"))
        case .fileTouched: utimensat(AT_FDCWD, folder.path("stacks/a.yaml"), nil, 0)
        case .newNeighbour: try folder.write("recua: 1", to: "stacks/b.yaml")
        case .absentFileAppears: try folder.write("", to: "recua.lock")
        case .logGrows: try append("frame", to: folder.path("ledger.db-wal"))
        case .logGone: try Files.remove(folder.path("ledger.db-wal"))
        case .emptyLogGrows: try append("frame", to: folder.path("empty-wal"))
        case .variableChanged: world.environment["REGION"] = "us-east-1"
        case .variableGone: world.environment["REGION"] = nil
        case .variableAppears: world.environment["UNSET"] = ""
        case .prefixedVariableAppears: world.environment["RECUA_OFFLINE"] = "1"
        case .otherQuestion: world.question.append("chat")
        }
    }

    private static func append(_ text: String, to path: String) throws {
        let file = open(path, O_WRONLY | O_APPEND)
        defer { close(file) }
        try #require(write(file, text, text.utf8.count) == text.utf8.count)
    }
}

/// A process that lives until it is told to end.
private struct SleepingChild {
    let identity: Deployment.Process

    init() async throws {
        var pid: pid_t = 0
        let arguments = [strdup("sleep"), strdup("600"), nil]
        defer { arguments.forEach { free($0) } }
        try #require(posix_spawnp(&pid, "sleep", nil, nil, arguments, nil) == 0)
        identity = try #require(Deployment.Process(pid: pid))
    }

    func end() {
        kill(identity.pid, SIGKILL)
        var status: CInt = 0
        waitpid(identity.pid, &status, 0)
    }
}

import HTTPTypes
import Hummingbird
import RecuaCore
import RecuaHTTP
import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaFetch

/// What several stacks of one run name.
@Suite(.timeLimit(.minutes(2))) struct SharedFetchTests {
    private let content = SampleModel.weights(padding: 20_000)

    /// The stacks of one run, with one plugin and one store.
    private struct Run: Sendable {
        let folder: ScratchFolder
        let plugin: FetchPlugin
        let messages = StepMessages()
        let engine: String

        init(_ folder: ScratchFolder, sleep: @escaping @Sendable (Duration) async throws -> Void) throws {
            self.folder = folder
            plugin = FetchPlugin(retry: RetryPolicy(attempts: 3, sleep: sleep))
            engine = try folder.write(SampleModel.engine(), to: "engine", mode: 0o755)
        }

        func fetch(_ source: Source, into environment: [String: String] = [:]) async throws -> Model.File? {
            let host = try StepHost.testing(
                folder: folder, environment: ["HOME": folder.path].merging(environment) { $1 }, messages: messages)
            let model = ModelSection(engine: Source(url: engine), weights: source)
            let step = Step(
                stack: StackFacts.testing(folder: folder), sections: FetchSections(model: model), input: NoInput(),
                token: "t", host: host)
            return try await plugin.run(step).weights
        }

        /// - Returns: the codes of what went wrong, one for each stack at most.
        func fetch(_ count: Int, _ source: Source) async -> [String] {
            await withTaskGroup(of: String?.self) { group in
                for _ in 0..<count {
                    group.addTask {
                        do {
                            _ = try await fetch(source)
                            return nil
                        } catch {
                            return Diagnostics.from(error).map(\.code).joined()
                        }
                    }
                }
                return await group.reduce(into: []) { codes, code in codes += [code].compactMap(\.self) }
            }
        }

        func told(_ words: String) -> Int { messages.log.count { $0.contains(words) } }
    }

    private func withRun(
        _ server: FileServer, _ body: (Run, String) async throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            try await withHTTPServer({ server.answer($0) }) { origin in
                try await body(try Run(folder, sleep: Sleeps().sleep), origin)
            }
        }
    }

    @Test func `a source that fails is tried as often for eight stacks as for one, and each is told why`() async throws
    {
        let server = FileServer(content, faults: Array(repeating: .unavailable, count: 100))
        try await withRun(server) { run, origin in
            let codes = await run.fetch(8, Source(url: "\(origin)/m.gguf"))
            #expect(codes == Array(repeating: "fetch.refused", count: 8))
            #expect(server.visits.count == 3)
            #expect(run.told("has failed for another stack of this run: it is not tried again") == 7)
        }
    }

    @Test func `the next run tries again, and so does another source`() async throws {
        let server = FileServer(content, faults: Array(repeating: .unavailable, count: 3))
        try await withRun(server) { run, origin in
            let source = Source(url: "\(origin)/m.gguf")
            #expect(await run.fetch(2, source) == ["fetch.refused", "fetch.refused"])
            let other = try await run.fetch(Source(url: "\(origin)/other.gguf"))
            #expect(other?.sha256 == Digest(of: content))
            await run.plugin.shutDown()
            let file = try await run.fetch(source)
            #expect(file?.sha256 == Digest(of: content))
        }
    }

    @Test func `a mirror that has failed is not tried again either, and the next one is`() async throws {
        let server = FileServer(content, faults: Array(repeating: .notThere, count: 1))
        try await withRun(server) { run, origin in
            let source = Source(url: "\(origin)/gone.gguf", mirrors: ["\(origin)/m.gguf"])
            #expect(await run.fetch(4, source) == [])
            #expect(server.visits.filter { $0.path == "/gone.gguf" }.count == 1)
        }
    }

    @Test func `what is not as it must be is wrong for all that want it so, and right for others`() async throws {
        let server = FileServer(content)
        try await withRun(server) { run, origin in
            let codes = await run.fetch(3, Source(url: "\(origin)/m.gguf", sha256: Digest(of: "another")))
            #expect(codes == Array(repeating: "fetch.checksum", count: 3))
            let visits = server.visits.count
            let codesOfOthers = await run.fetch(3, Source(url: "\(origin)/m.gguf", sha256: Digest(of: content)))
            #expect(codesOfOthers == [] && visits < server.visits.count)
        }
    }

    @Test func `what has come for one stack is there for all, and its server is asked once in a run`() async throws {
        let server = FileServer(content)
        try await withRun(server) { run, origin in
            let source = Source(url: "\(origin)/m.gguf")
            #expect(await run.fetch(6, source) == [])
            let visits = server.visits.count
            #expect(await run.fetch(6, source) == [] && server.visits.count == visits)
            await run.plugin.shutDown()
            #expect(await run.fetch(1, source) == [] && server.visits.count == visits + 1)
        }
    }

    @Test func `a file that is gone from the store is fetched again`() async throws {
        let server = FileServer(content)
        try await withRun(server) { run, origin in
            let source = Source(url: "\(origin)/m.gguf")
            let path = try #require(try await run.fetch(source)?.path)
            try Files.remove(path)
            let again = try await run.fetch(source)
            #expect(again?.path == path && Files.exists(path))
        }
    }

    @Test func `who waits for a stack of the same run is told so, also where it goes to another place`() async throws {
        let server = FileServer(content)
        let gate = Mutex(false)
        try await withScratchFolder { folder in
            try await withHTTPServer({ request in
                while request.uri.path == "/slow.gguf", !gate.withLock({ $0 }) {
                    try await Task.sleep(for: .milliseconds(5))
                }
                return server.answer(request)
            }) { origin in
                let run = try Run(folder, sleep: Sleeps().sleep)
                let digest = Digest(of: content)
                try await withThrowingTaskGroup(of: Digest?.self) { group in
                    group.addTask { try await run.fetch(Source(url: "\(origin)/slow.gguf", sha256: digest))?.sha256 }
                    while !Files.exists(run.folder.path("store/partial")) {
                        try await Task.sleep(for: .milliseconds(5))
                    }
                    for name in ["slow", "fast"] {
                        group.addTask {
                            try await run.fetch(Source(url: "\(origin)/\(name).gguf", sha256: digest))?.sha256
                        }
                    }
                    while run.told("another stack fetches") < 2 { try await Task.sleep(for: .milliseconds(5)) }
                    gate.withLock { $0 = true }
                    for try await found in group { #expect(found == digest) }
                }
                #expect(run.told("another run") == 0 && server.visits.allSatisfy { $0.path == "/slow.gguf" })
            }
        }
    }

    @Test func `a stack that is cancelled leaves the source to the others`() async throws {
        let server = FileServer(content)
        let isHeld = Mutex(true)
        try await withScratchFolder { folder in
            try await withHTTPServer({ request in
                while isHeld.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
                return server.answer(request)
            }) { origin in
                let run = try Run(folder, sleep: Sleeps().sleep)
                let source = Source(url: "\(origin)/m.gguf")
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try? await run.fetch(source) }
                    while !Files.exists(run.folder.path("store/partial")), !Task.isCancelled { await Task.yield() }
                    group.cancelAll()
                }
                isHeld.withLock { $0 = false }
                let file = try await run.fetch(source)
                #expect(file?.sha256 == Digest(of: content))
            }
        }
    }
}

import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

/// The process that answered for its description goes on where it may.
@Suite struct TakeoverTests {
    private static let checking = """
        import secrets
        own = secrets.token_hex(8)
        description["plugin"]["summary"] = own
        def check(id, params):
            word = os.environ.get("WORD", "none")
            answer(id, {"diagnostics": [{"severity": "warning", "message": own + " " + word, "pointer": "/probe"}]})

        """

    /// What the check says of who answers, on a store without records.
    private func said(
        _ body: String, prepare: (inout Bench) -> Void = { _ in }
    ) async throws -> (described: String, checked: [String], starts: Int) {
        try await withScratchFolder { folder in
            var bench = Bench(folder)
            prepare(&bench)
            let plugin = try await bench.describe(try bench.declare(body), goesOn: true)
            let found = try? await plugin.check(["probe": [:]], in: .testing(folder: folder))
            await plugin.shutDown()
            let words = (found?.first?.message ?? "").split(separator: " ").map(String.init)
            return (plugin.descriptor.summary, words, bench.starts)
        }
    }

    @Test func `a program that is not known is started once for its description and its check`() async throws {
        let (described, checked, starts) = try await said(Self.checking)
        #expect(checked == [described, "none"] && starts == 1)
    }

    @Test func `the same in a sandbox`() async throws {
        let quiet = "def note(name, text): pass\n"
        let (described, checked, _) = try await said(Self.checking + quiet) { $0.bounds.isSandboxed = true }
        #expect(checked == [described, "none"])
    }

    @Test func `one that is given variables it declares is started anew with them`() async throws {
        let (described, checked, starts) = try await said(Self.checking + "description['environment'] = ['WORD']") {
            $0.environment["WORD"] = "hello"
        }
        #expect(checked.last == "hello" && checked.first != described && starts == 2)
    }

    @Test func `one process does for the description, a check and a run`() async throws {
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let plugin = try await bench.describe(try bench.declare(Self.checking), goesOn: true)
            _ = try await plugin.check(["probe": [:]], in: .testing(folder: folder))
            _ = try await plugin.run(try bench.step())
            await plugin.shutDown()
            #expect(bench.starts == 1)
        }
    }

    @Test func `a crash of such a process is told with the version that it had said`() async throws {
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let plugin = try await bench.describe(
                try bench.declare("def check(id, params): sys.exit(3)"), goesOn: true)
            let error = await diagnostic { try await plugin.check(["probe": [:]], in: .testing(folder: folder)) }
            await plugin.shutDown()
            #expect(error?.message == "plugin `probe` 1.2.3 ended with status 3 before it answered")
        }
    }

    @Test func `a process that nobody asks anything ends with the command`() async throws {
        let body = """
            note("pids", str(os.getpid()))
            def shutdown(id, params): note("farewell", "x"); answer(id, {})
            """
        try await withScratchFolder { folder in
            var bench = Bench(folder)
            bench.limits.exitGrace = .seconds(60)
            let plugin = try await bench.describe(try bench.declare(body), goesOn: true)
            #expect(bench.notes("pids").allSatisfy { Bench.isAlive($0) })
            await plugin.shutDown()
            #expect(bench.notes("farewell") == ["x"] && bench.notes("pids").count == 1)
            #expect(!bench.notes("pids").contains { Bench.isAlive($0) })
        }
    }

    @Test func `a description that is wrong leaves nothing running`() async throws {
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let declaration = try bench.declare("note('pids', str(os.getpid())); del description['provides']")
            let error = await diagnostic { try await bench.describe(declaration, goesOn: true) }
            #expect(error?.code == "plugin.description")
            #expect(bench.notes("pids").count == 1 && !bench.notes("pids").contains { Bench.isAlive($0) })
        }
    }

    @Test func `what check found is asked for anew when the program describes itself otherwise`() async throws {
        let body = """
            if os.path.exists(os.path.join(here, "newer")):
                description["plugin"]["summary"] = "newer"
            def check(id, params): note("checks", "x"); answer(id, {"diagnostics": []})
            """
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let declaration = try bench.declare(body)
            func check(running: Bool = false) async throws {
                let plugin = try await bench.describe(declaration)
                _ = try await plugin.check(["probe": [:]], in: .testing(folder: folder))
                if running { _ = try await plugin.run(try bench.step()) }
                await plugin.shutDown()
            }
            try await check()
            try folder.write("", to: "newer")
            try await check(running: true)
            #expect(bench.notes("checks") == ["x"])
            try await check()
            #expect(bench.notes("checks") == ["xx"])
        }
    }
}

import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

@Suite struct DescriptionTests {
    @Test func `a program describes itself once, until its files change`() async throws {
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let first = try await bench.describe(try bench.declare(""))
            let second = try await bench.describe(try bench.declare(""))
            #expect(bench.starts == 1)
            #expect(first.descriptor == second.descriptor)
            let third = try await bench.describe(try bench.declare("description['provides'] = 'note'"))
            #expect(bench.starts == 2)
            #expect(third.descriptor.provides == "note")
            #expect(third.descriptor.program != first.descriptor.program)
        }
    }

    @Test func `the descriptor holds what the program said`() async throws {
        let body = """
            description.update(
                needs=["deployment"], provides="chat", effect=True, always=True, environment=["SLACK_*"], facts=["name"],
                hints=["function.memory"])
            """
        try await withProgram(body) { plugin, _ in
            let descriptor = plugin.descriptor
            #expect(descriptor.name == "probe")
            #expect(descriptor.version == "1.2.3")
            #expect(descriptor.sections.map(\.name) == ["probe"])
            #expect(descriptor.needs == [.deployment])
            #expect(descriptor.work == .effect)
            #expect(descriptor.facts == [.name, .machine])
            #expect(descriptor.hints == ["function.memory"])
            #expect(descriptor.isAlways)
            #expect(descriptor.environment == ["SLACK_*"])
        }
    }

    @Test(arguments: [
        ("del description['protocolVersion']", "plugin.description", "`protocolVersion` is missing"),
        ("description['protocolVersion'] = 2", "plugin.protocol-version", "version 2"),
        ("description['plugin']['name'] = 'other'", "plugin.name", "calls itself `other`"),
        ("del description['provides']", "plugin.description", "`provides` is missing"),
        ("description['sections'] = []", "plugin.description", "`sections` is no object"),
        ("description['needs'] = 'model'", "plugin.description", "`needs` is no list"),
        ("description['plugin']['version'] = '1' * 101", "plugin.description", "`version` is not one short line"),
        ("description['plugin']['version'] = '1\\x1b[2J'", "plugin.description", "`version` is not one short line"),
        ("description['sections'] = {'a/b': {}}", "plugin.description", "`a/b` cannot name a section"),
        ("description['sections'] = {'': {}}", "plugin.description", "`` cannot name a section"),
        ("description['provides'] = 'a\\nb'", "plugin.description", "`ab` in `provides` cannot name a kind"),
        ("description['needs'] = ['model', '../x']", "plugin.description", "`../x` in `needs` cannot name a kind"),
        (
            "description['sections']['probe'] = {'type': 'string', 'pattern': '(a)\\\\1'}", "plugin.description",
            "the schema of its section `probe` cannot be used"
        ),
        ("description['environment'] = ['*']", "plugin.description", "has no prefix"),
        ("description['protocolVersion'] = True", "plugin.description", "`protocolVersion` is no whole number"),
        ("description['plugin']['summary'] = 1", "plugin.description", "`summary` is no text"),
        ("description['provides'] = ['x']", "plugin.description", "`provides` is no text"),
        ("description['provides'] = 'image'", "plugin.description", "is made by the built-in plugin alone"),
        ("description['sections'] = {'target': {}}", "plugin.description", "`target` cannot name a section"),
        ("description['effect'] = 'yes'", "plugin.description", "`effect` is neither `true` nor `false`"),
        ("description['network'] = 1", "plugin.description", "`network` is neither"),
        ("description['always'] = 'true'", "plugin.description", "`always` is neither"),
        ("description['observed'] = []", "plugin.description", "`observed` is neither"),
        ("description['concurrency'] = 'many'", "plugin.description", "`concurrency` is no whole number from 1 to 256"),
        ("description['concurrency'] = 257", "plugin.description", "`concurrency` is no whole number"),
        ("description['timeouts'] = 'x'", "plugin.description", "`timeouts` is no object"),
        ("description['timeouts'] = {'idle': '1h'}", "plugin.description", "`idle` in `timeouts` is no number"),
        ("description['environment'] = ['']", "plugin.description", "`` in `environment` names no variable"),
        ("description['environment'] = ['A=B']", "plugin.description", "`A=B` in `environment` names no"),
        ("description['fingerprintedEnvironment'] = ['A*B']", "plugin.description", "`A*B` in `fingerprinted"),
        ("description['reads'] = ['*']", "plugin.description", "`*` in `reads` is no key"),
        ("description['hints'] = ['function.']", "plugin.description", "`function.` in `hints` is no key"),
        ("description['methods'] = 'check'", "plugin.description", "`methods` is no list"),
        ("def initialize(id, params): fail(id, 'needs Python 3.99')", "plugin.failed", "needs Python 3.99"),
    ])
    func `a bad description says what is wrong with it`(body: String, code: String, words: String) async throws {
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let declaration = try bench.declare(body)
            let error = await diagnostic { try await bench.describe(declaration) }
            #expect(error?.code == code)
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "no error")")
            #expect(error?.place == declaration.place)
        }
    }

    @Test func `a program that cannot be started says why and what to type`() async throws {
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let plain = try bench.declare("", mode: 0o644)
            let error = await diagnostic { try await bench.describe(plain) }
            #expect(error?.code == "plugin.start")
            #expect(error?.help == "type: chmod +x \(folder.path("probe.py"))")
            let missing = bench.declaration(run: [folder.path("nowhere")], files: [folder.path("nowhere")])
            #expect(await diagnostic { try await bench.describe(missing) }?.code == "file.missing")
            let unknown = bench.declaration(run: ["recua-no-such-program"], files: [])
            let second = await diagnostic { try await bench.describe(unknown) }
            #expect(second?.code == "plugin.start")
            #expect(second?.help?.contains("install `recua-no-such-program`") == true)
            try folder.write("", to: "recua-no-such-program")
            let beside = await diagnostic { try await bench.describe(unknown) }
            #expect(beside?.help == "write `./recua-no-such-program` for the file beside the manifest")
        }
    }

    @Test(arguments: [true, false]) func `a text that names no interpreter starts nowhere, in a sandbox or without`(
        isSandboxed: Bool
    ) async throws {
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let path = try folder.write("cat\n", to: "nameless", mode: 0o755)
            var declaration = bench.declaration(run: [path], files: [path])
            declaration.bounds.isSandboxed = isSandboxed
            let error = await diagnostic { try await bench.describe(declaration) }
            #expect(error?.code == "plugin.start")
            #expect(error?.message.hasSuffix("nameless` is a text that names no interpreter") == true)
            #expect(error?.help == "begin it with a line such as #!/bin/sh")
        }
    }

    @Test func `an interpreter from PATH runs a script that is not executable`() async throws {
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let script = try bench.declare("", mode: 0o644).run
            let plugin = try await bench.describe(bench.declaration(run: ["python3"] + script, files: script))
            #expect(plugin.descriptor.version == "1.2.3")
        }
    }

    @Test func `a program sees its declared variables and the common ones, nothing else`() async throws {
        let body = """
            description["environment"] = ["PIP_*", "ONE"]
            def run(id, params):
                answer(id, {"artifact": dict(os.environ)})
            """
        let others = [
            "PIP_INDEX_URL": "u", "PIP": "no", "ONE": "1", "ONE_MORE": "no", "AWS_SECRET_ACCESS_KEY": "no",
            "HOME": "/h",
        ]
        try await withProgram(body, prepare: { $0.environment.merge(others) { $1 } }) { plugin, bench in
            let seen = try await plugin.run(try bench.step()).object ?? [:]
            // Python adds this one itself when the locale is C.
            let names = Set(seen.keys).subtracting(["LC_CTYPE"])
            #expect(names == ["PATH", "LANG", "HOME", "PIP_INDEX_URL", "ONE"])
        }
    }

    @Test func `what check found is kept, so that asking again starts nothing`() async throws {
        let body = """
            def check(id, params):
                answer(id, {"diagnostics": [{"severity": "warning", "code": "probe.odd", "message": "odd.",
                                             "help": "change it", "pointer": "/probe/word"}]})
            """
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let (declaration, stack) = (try bench.declare(body), StackFacts.testing(folder: folder))
            var found: [[Diagnostic]] = []
            for _ in 0..<2 {
                let plugin = try await bench.describe(declaration)
                found.append(try await plugin.check(["probe": ["word": "x"]], in: stack))
                await plugin.shutDown()
            }
            let expected = Diagnostic("probe.odd", "odd", severity: .warning, pointer: "/probe/word", help: "change it")
            #expect(found == [[expected], [expected]])
            #expect(bench.starts == 2)
        }
    }

    @Test func `what is null has not been said, and what is not known is ignored`() async throws {
        let body = """
            names = ["effect", "network", "always", "observed", "concurrency", "timeouts", "environment", "reads", "facts",
                     "methods", "hints", "needs", "takesFailed"]
            description.update({name: None for name in names}, since="tomorrow")
            """
        try await withProgram(body) { plugin, bench in
            #expect(plugin.descriptor.work == .compute && plugin.descriptor.facts == [.machine])
            let artifact = try await plugin.run(try bench.step())
            #expect(artifact == ["word": "none"])
        }
    }

    @Test func `an error that check answers says whose it is, and of which stack`() async throws {
        let body = """
            def check(id, params):
                pointer = params["sections"].get("probe", {}).get("word")
                fail(id, "something went wrong", **({"pointer": pointer} if pointer else {}))
            """
        try await withProgram(body) { plugin, bench in
            let stack = StackFacts.testing(folder: bench.folder)
            let error = await diagnostic { try await plugin.check([:], in: stack) }
            #expect(error?.message == "plugin `probe` 1.2.3 answered `check` with an error: something went wrong")
            #expect(error?.place?.description == "recua.yaml:3:5")
            #expect(error?.related.map(\.message) == ["it was at work on `demo`"])
            let placed = await diagnostic { try await plugin.check(["probe": ["word": "/probe/word"]], in: stack) }
            #expect(placed?.place == nil && placed?.pointer == "/probe/word")
        }
    }

    @Test func `what check found is one line, and has a place though the program named none`() async throws {
        let body = """
            def check(id, params):
                answer(id, {"diagnostics": [{"severity": "fatal", "message": "one\\n  two\\n", "pointer": "word"}]})
            """
        try await withProgram(body) { plugin, bench in
            let stack = StackFacts.testing(folder: bench.folder)
            let written = try await plugin.check(["probe": ["word": "x"]], in: stack)
            #expect(written.first == Diagnostic("probe.check", "one two", pointer: "/probe"))
            let absent = try await plugin.check([:], in: stack)
            #expect(absent.first == Diagnostic("probe.check", "plugin `probe` 1.2.3: one two"))
        }
    }

    @Test func `a description that changes by itself is noticed and replaces the old one`() async throws {
        let body = """
            if os.path.exists(os.path.join(here, "newer")):
                description["plugin"]["summary"] = "newer"
            """
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let declaration = try bench.declare(body)
            let plugin = try await bench.describe(declaration)
            try folder.write("", to: "newer")
            _ = try await plugin.run(try bench.step())
            await plugin.shutDown()
            #expect(bench.messages.log.contains { $0.contains("describes itself otherwise") })
            #expect(try await bench.describe(declaration).descriptor.summary == "newer")
            #expect(bench.starts == 2)
        }
    }

    @Test func `the example plugin describes itself`() async throws {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let wheel = "/\(root)/stacks/plugins/wheel.py"
        guard Files.exists(wheel) else { return }
        try await withScratchFolder { folder in
            let bench = Bench(folder)
            let plugin = try await bench.describe(
                bench.declaration(name: "wheel", run: ["python3", wheel], files: [wheel]))
            #expect(plugin.descriptor.provides == .model)
            #expect(plugin.descriptor.sections.map(\.name) == ["wheel"])
        }
    }
}

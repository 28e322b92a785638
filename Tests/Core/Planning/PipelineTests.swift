import RecuaTestSupport
import Testing

@testable import RecuaCore

struct PipelineTests {
    private static func plugin(
        _ name: String, needs: [ArtifactKind] = [], provides: ArtifactKind, required: Bool = false, always: Bool = false
    ) -> FakePlugin {
        let key: Schema.Property = required ? .required("key", .string) : .optional("key", .string)
        return FakePlugin(
            PluginDescriptor(
                name: name, version: "1", summary: "", sections: [.init(name, .object([key]))], needs: needs,
                provides: provides,
                work: .compute, isAlways: always
            )
        )
    }

    private static let standard = [
        plugin("smoke", needs: [.deployment], provides: .report, always: true),
        plugin("lambda", needs: [.template], provides: .deployment),
        plugin("local", needs: [.image], provides: .deployment),
        plugin("template", needs: [.published, .image], provides: .template),
        plugin("publish", needs: [.image], provides: .published),
        plugin("image", needs: [.model], provides: .image), plugin("model", provides: .model, required: true),
    ]

    private func names(
        _ plugins: [FakePlugin] = standard, _ sections: JSON = ["model": ["key": "x"]], target: String = "local",
        goal: Goal = .everything
    ) throws -> [String] {
        try Pipeline(plugins).steps(for: .testing("a", folder: "/", target: target, sections), goal: goal).map(
            \.descriptor.name)
    }

    private func code(_ body: () throws -> [String]) -> String? {
        do { return try body().joined(separator: " ") } catch {
            let problem = Diagnostics.from(error)[0]
            #expect(problem.place == .testing)
            return problem.code
        }
    }

    @Test(arguments: [
        ("local", "model image local smoke"), ("lambda", "model image publish template lambda smoke"),
    ]) func `order follows from needs, and the target picks the deployment`(target: String, expected: String) throws {
        #expect(try names(target: target).joined(separator: " ") == expected)
        #expect(try names(Self.standard.reversed(), target: target).joined(separator: " ") == expected)
    }

    @Test(
        arguments: [
            (.model, "model"), (.image, "model image"), (.published, "model image publish"),
            (.template, "model image publish template"), (.deployment, "model image local"),
            (.report, "model image local smoke"),
        ] as [(ArtifactKind, String)])
    func `a goal takes what it needs and no more`(kind: ArtifactKind, expected: String) throws {
        #expect(try names(goal: .kind(kind)).joined(separator: " ") == expected)
    }

    @Test func `the section that a stack writes picks the provider of its model`() throws {
        let plugins = Self.standard + [Self.plugin("wheel", provides: .model, required: true)]
        #expect(try names(plugins, goal: .kind(.model)) == ["model"])
        #expect(try names(plugins, ["wheel": ["key": "x"]], goal: .kind(.model)) == ["wheel"])
        #expect(code { try names(plugins, ["wheel": ["key": "x"], "model": ["key": "y"]]) } == "plan.ambiguous")
        #expect(code { try names(plugins, [:]) } == "plan.no-provider")
    }

    @Test func `a section that only defaults write gives way to the stack's own`() throws {
        let plugins = Self.standard + [Self.plugin("wheel", provides: .model, required: true)]
        var stack = Stack.testing("a", folder: "/", ["wheel": ["key": "x"], "model": ["key": "y"]])
        stack.written = ["wheel"]
        #expect(try Pipeline(plugins).steps(for: stack, goal: .kind(.model)).map(\.descriptor.name) == ["wheel"])
    }

    @Test func `without its section the only provider of a model has nothing to go by`() {
        #expect(code { try names(Self.standard, [:]) } == "plan.no-provider")
    }

    @Test func `an unknown target is named, with the nearest one`() {
        #expect { try names(target: "lamda") } throws: { error in
            let problem = Diagnostics.from(error)[0]
            return problem.code == "plan.no-provider" && problem.message.contains("`lamda`")
                && problem.help == "did you mean `lambda`?"
        }
    }

    @Test func `plugins that need each other are a circle, not an endless loop`() {
        let plugins = [
            Self.plugin("local", needs: [.image], provides: .deployment),
            Self.plugin("image", needs: ["a"], provides: .image),
            Self.plugin("b", needs: [.image], provides: "a"),
        ]
        #expect(code { try names(plugins, [:]) } == "plan.cycle")
    }

    @Test func `a plugin with a kind of its own takes part where its section is written`() throws {
        let plugins = Self.standard + [Self.plugin("chat", needs: [.report], provides: "message")]
        #expect(try names(plugins) == ["model", "image", "local", "smoke"])
        #expect(
            try names(plugins, ["model": ["key": "x"], "chat": [:]]) == ["model", "image", "local", "smoke", "chat"])
        let alone = plugins.filter { $0.descriptor.name != "smoke" && $0.descriptor.name != "chat" }
        let dns = alone + [Self.plugin("dns", provides: "record")]
        #expect(try names(dns, ["model": ["key": "x"], "dns": [:]]) == ["model", "image", "local", "dns"])
    }

    @Test func `plugins check their sections, with places, and one mistake for all is told once`() async throws {
        var image = Self.plugin("image", needs: [.model], provides: .image)
        image.onCheck = { sections, _ in
            sections["image"]?["key"] == "bad" ? [Diagnostic("image.bad", "bad", pointer: "/image/key")] : []
        }
        let pipeline = Pipeline(Self.standard.filter { $0.descriptor.name != "image" } + [image])
        let stacks = ["a", "b"].map {
            Stack.testing($0, folder: "/", ["model": ["key": "x"], "image": ["key": "bad"]])
        }
        let found = await pipeline.check(stacks + [.testing("c", folder: "/", [:])])
        #expect(found.map(\.code) == ["image.bad", "plan.no-provider"])
        #expect(found.allSatisfy { $0.place == .testing })
    }

    @Test func `a mistake that several stacks share is told once, with what each of them knows of it`() async throws {
        var image = Self.plugin("image", needs: [.model], provides: .image)
        image.onCheck = { _, stack in
            let notes = ["it was at work on `\(stack.name)`", "the last words"].map { Diagnostic.Related($0) }
            throw Diagnostic("plugin.crashed", "it ended", at: .testing, related: notes)
        }
        let pipeline = Pipeline(Self.standard.filter { $0.descriptor.name != "image" } + [image])
        let found = await pipeline.check(
            ["a", "b"].map { Stack.testing($0, folder: "/", ["model": ["key": "x"], "image": [:]]) })
        #expect(found.map(\.code) == ["plugin.crashed"])
        #expect(
            found.first?.related.map(\.message) == [
                "it was at work on `a`", "the last words", "it was at work on `b`",
            ])
    }

    @Test func `a plugin that has no step in a stack tells of mistakes in its own section all the same`() async {
        var publish = Self.plugin("publish", needs: [.image], provides: .published)
        publish.onCheck = { _, _ in
            [
                Diagnostic("publish.place", "no place", pointer: "/publish/key"),
                Diagnostic("publish.odd", "an odd place", severity: .warning, pointer: "/publish/key"),
                Diagnostic("publish.stack", "no stack for it", pointer: "/tags"),
            ]
        }
        let pipeline = Pipeline(Self.standard.filter { $0.descriptor.name != "publish" } + [publish])
        let sections: JSON = ["model": ["key": "x"], "publish": ["key": "y"]]
        let found = await pipeline.check([.testing("a", folder: "/", target: "local", sections)])
        #expect(found.map(\.code) == ["publish.place"])
        let used = await pipeline.check([.testing("a", folder: "/", target: "lambda", sections)])
        #expect(used.map(\.code) == ["publish.place", "publish.odd", "publish.stack"])
        let unwritten = await pipeline.check([.testing("a", folder: "/", target: "local", ["model": ["key": "x"]])])
        #expect(unwritten == [])
        publish.descriptor.program = Digest(of: "a program")
        let program = Pipeline(Self.standard.filter { $0.descriptor.name != "publish" } + [publish])
        #expect(await program.check([.testing("a", folder: "/", target: "local", sections)]) == [])
    }

    @Test func `a check sees the keys that are hints, and one of a section that nobody owns is no mistake`()
        async throws
    {
        var image = Self.plugin("image", needs: [.model], provides: .image)
        image.descriptor.hints = ["model.key", "nobody.key", ""]
        image.onCheck = { sections, _ in [Diagnostic("image.seen", sections.text(), pointer: "/image")] }
        let pipeline = Pipeline(Self.standard.filter { $0.descriptor.name != "image" } + [image])
        let found = await pipeline.check([.testing("a", folder: "/", ["model": ["key": "x"]])])
        #expect(found.map(\.message) == [#"{"image":{},"model":{"key":"x"}}"#])
    }

    @Test func `a plugin sees its own sections whole, and of others the keys that it reads`() throws {
        let pipeline = Pipeline([
            FakePlugin(BenchPlugins.image), FakePlugin(BenchPlugins.template), FakePlugin(BenchPlugins.fetch),
        ])
        func seen(_ descriptor: PluginDescriptor, _ sections: JSON) throws -> JSON {
            try pipeline.sections(for: descriptor, of: .testing("a", folder: "/", sections))
        }
        #expect(
            try seen(BenchPlugins.image, ["server": ["alias": "x"], "function": ["timeout": 9], "model": [:]])
                == ["server": ["context": 2048, "alias": "x"], "image": [:], "function": ["memory": 1024]]
        )
        #expect(try seen(BenchPlugins.fetch, [:]) == [:])
        var greedy = BenchPlugins.image
        greedy.reads = ["function", "function.memory", "unknown.key", "function.none"]
        #expect(try seen(greedy, [:])["function"] == ["memory": 1024, "timeout": 30])
    }
}

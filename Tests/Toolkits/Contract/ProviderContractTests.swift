import RecuaContract
import RecuaCore
import RecuaTestSupport
import Testing

/// Plugins that are compiled in, and one that breaks each rule.
@Suite struct ProviderContractTests {
    private static let word: Schema = .object([.optional("word", .string.about("A word"), default: "a")])

    private static func descriptor(
        _ schema: Schema = word, work: PluginDescriptor.Work = .compute,
        change: (inout PluginDescriptor) -> Void = { _ in }
    ) -> PluginDescriptor {
        var descriptor = PluginDescriptor(
            name: "probe", version: "1.0.0", summary: "A plugin of the tests", sections: [.init("probe", schema)],
            needs: [], provides: "probe", work: work)
        change(&descriptor)
        return descriptor
    }

    private func broken(_ plugin: FakePlugin, _ sections: JSON = [:], runs: Bool = true) async throws -> [String] {
        let sample = try ContractSample(of: plugin.descriptor, sections: sections)
        return await Contract.examine(plugin, sample, runs: runs).broken.map(\.rule.code)
    }

    @Test(arguments: [PluginDescriptor.Work.compute, .network]) func `a good plugin keeps every rule`(
        work: PluginDescriptor.Work
    ) async throws {
        #expect(try await broken(FakePlugin(Self.descriptor(work: work))) == [])
    }

    @Test func `a good effect keeps every rule, and is taken down again`() async throws {
        let calls = FakeCalls()
        var plugin = FakePlugin(Self.descriptor(work: .effect), calls: calls)
        plugin.onObserve = { artifact, _ in
            calls.all.contains("destroy sample/probe") ? .absent : artifact.map { .present($0) } ?? .absent
        }
        #expect(try await broken(plugin) == [])
        #expect(calls.take().filter { $0.hasPrefix("destroy") }.count == 2)
    }

    private static let descriptions: [(code: String, PluginDescriptor)] = [
        ("describe.name", descriptor { $0.name = "Probe" }),
        ("describe.version", descriptor { $0.version = "1\n2" }),
        ("describe.summary", descriptor { $0.summary = "" }),
        ("describe.sections", descriptor { $0.sections.append(.init("target", word)) }),
        ("describe.sections", descriptor { $0.sections.append(.init("my-probe", word)) }),
        ("describe.keys", descriptor(.object([.optional("word", .string)]))),
        ("describe.examples", descriptor(.object([.optional("word", .integer(1...3).about("A number"), default: 7)]))),
        ("describe.kinds", descriptor { $0.needs = ["probe"] }),
        ("describe.reads", descriptor { $0.reads = ["probe.word"] }),
        ("describe.environment", descriptor { $0.environment = ["*"] }),
    ]

    @Test(arguments: descriptions.indices) func `a description that breaks a rule is told by it`(index: Int)
        async throws
    {
        let (code, descriptor) = Self.descriptions[index]
        #expect(try await broken(FakePlugin(descriptor)) == [code])
    }

    @Test func `a plugin that does not understand what its schema accepts is told so`() async throws {
        var plugin = FakePlugin(Self.descriptor())
        plugin.onCheck = { _, _ in throw Diagnostic("plugin.sections", "not understood") }
        #expect(try await broken(plugin, runs: false).first == "check.understands")
    }

    @Test func `a plugin that refuses what somebody wrote is told so, and of what nobody wrote it is only noted`()
        async throws
    {
        var plugin = FakePlugin(Self.descriptor())
        plugin.onCheck = { _, _ in [Diagnostic("probe.word", "no such word", pointer: "/probe/word")] }
        #expect(try await broken(plugin) == [])
        #expect(try await broken(plugin, ["probe": ["word": "b"]]) == ["check.accepts"])
    }

    @Test(
        arguments: [
            Diagnostic("probe.word", "no such word", severity: .warning, pointer: "/other"),
            Diagnostic("probe.word", "Two. Sentences.", severity: .warning),
            Diagnostic("Probe!", "no such word", severity: .warning),
        ])
    func `findings without a form are told`(finding: Diagnostic) async throws {
        var plugin = FakePlugin(Self.descriptor())
        plugin.onCheck = { _, _ in [finding] }
        #expect(try await broken(plugin) == ["check.findings"])
    }

    @Test func `answers that differ from time to time are told`() async throws {
        let calls = FakeCalls()
        var plugin = FakePlugin(Self.descriptor(), calls: calls)
        plugin.onRun = { _ in ["count": .integer(Int64(calls.all.count))] }
        #expect(try await broken(plugin) == ["run.same"])
        plugin.onForecast = { _ in [Forecast(.run, "in two\nlines")] }
        #expect(try await broken(plugin, runs: false) == ["forecast.same"])
    }

    @Test func `files that are not what they are said to be are told`() async throws {
        var plugin = FakePlugin(Self.descriptor())
        plugin.onRun = { step in
            try Files.write("word", to: "\(step.host.scratch)/word")
            let digest = JSON.string(String(repeating: "0", count: 64))
            return ["file": ["path": .string("\(step.host.scratch)/word"), "sha256": digest, "size": 4]]
        }
        #expect(try await broken(plugin) == ["run.files"])
    }

    @Test func `a failed run is told, and what it may have left is taken down`() async throws {
        let calls = FakeCalls()
        var plugin = FakePlugin(Self.descriptor(work: .effect), calls: calls)
        plugin.onRun = { _ in throw Diagnostic("probe.failed", "it failed") }
        #expect(try await broken(plugin) == ["run.artifact"])
        #expect(calls.all.contains("destroy sample/probe"))
    }

    @Test func `each rule has a code of its own, and says what it prevents`() {
        let codes = Contract.rules.map(\.code)
        #expect(Set(codes).count == codes.count)
        #expect(Contract.rules.allSatisfy { !$0.title.isEmpty && !$0.prevents.isEmpty })
    }
}

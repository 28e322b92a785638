import RecuaCore
import RecuaTestSupport
import Testing

/// As small as a plugin can be.
private struct Echo: Plugin {
    struct Sections: Codable, Sendable { var echo: Section }
    struct Section: Codable, Sendable { var times: Int }

    static let descriptor = PluginDescriptor(
        name: "echo", version: "2", summary: "",
        sections: [.init("echo", .object([.optional("times", .integer, default: 2)]))],
        needs: Input.kinds, provides: Output.kind, work: .compute
    )

    func check(_ sections: Sections, in stack: StackFacts) -> [Diagnostic] {
        sections.echo.times > 3 ? [Diagnostic("echo.loud", "too loud", pointer: "/echo/times")] : []
    }

    func run(_ step: Step<Sections, Needs<Published, Report>>) async throws -> Published {
        let (published, report) = step.input.values
        return Published(
            repository: report.url, digest: published.digest,
            tag: String(repeating: "o", count: step.sections.echo.times))
    }
}

struct CompiledPluginTests {
    private let published = Published(repository: "r", digest: Digest(of: "x"))
    private let report = Report(url: "u", cases: [])

    private func step(_ folder: ScratchFolder, _ sections: JSON, _ input: [ArtifactKind: JSON]) throws
        -> FakePlugin.Running
    {
        FakePlugin.Running(
            stack: .testing(folder: folder), sections: sections, input: input, token: "t",
            host: try .testing(folder: folder)
        )
    }

    @Test func `a plugin sees its own types, and the engine sees JSON`() async throws {
        try await withScratchFolder { folder in
            let input: [ArtifactKind: JSON] = try [
                .published: JSON(encoding: published), .report: JSON(encoding: report),
            ]
            let artifact = try await Echo().provider.run(step(folder, ["echo": ["times": 3]], input))
            #expect(
                try artifact.decode(Published.self) == Published(repository: "u", digest: Digest(of: "x"), tag: "ooo"))
        }
    }

    @Test func `what a plugin needs follows from its types`() throws {
        #expect(Echo.descriptor.needs == [.published, .report] && Echo.descriptor.provides == .published)
        #expect(NoInput.kinds == [])
        _ = try NoInput(decoding: [:])
    }

    @Test(
        arguments: [
            ([:], "engine.missing-artifact"), ([.published: ["repository": 1], .report: [:]], "engine.bad-artifact"),
        ] as [([ArtifactKind: JSON], String)])
    func `a missing or malformed artifact is named`(input: [ArtifactKind: JSON], code: String) async throws {
        try await withScratchFolder { folder in
            let step = try step(folder, ["echo": ["times": 1]], input)
            await #expect { try await Echo().provider.run(step) } throws: { ($0 as? Diagnostic)?.code == code }
        }
    }

    @Test func `a schema that accepts what the type cannot hold is the plugin's mistake`() async throws {
        await #expect {
            try await Echo().provider.check(
                ["echo": ["times": "two"]], in: StackFacts(name: "a", project: "p", target: "t", folder: "/"))
        } throws: { error in
            (error as? Diagnostic)?.code == "plugin.sections" && "\(error)".contains("`echo`")
        }
    }

    @Test func `without code of its own an effect is where it was, and destroying it does nothing`() async throws {
        try await withScratchFolder { folder in
            let step = try step(folder, ["echo": ["times": 1]], [:])
            let json = try JSON(encoding: published)
            guard case .present(json) = try await Echo().provider.observe(json, step) else {
                return #expect(Bool(false))
            }
            guard case .absent = try await Echo().provider.observe(nil, step) else { return #expect(Bool(false)) }
            try await Echo().provider.destroy(nil, step)
        }
    }
}

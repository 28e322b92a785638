import RecuaTestSupport
import Testing

@testable import RecuaCore

/// What falls with a deployment, and in which order, where plugins cannot say what they need.
@Suite struct LineageTests {
    /// As a plugin that cannot be used is stood in for.
    private static func standIn(_ name: String) -> PluginDescriptor {
        PluginDescriptor(
            name: name, version: "", summary: "", sections: [], needs: [],
            provides: ArtifactKind(rawValue: "unusable.\(name)"))
    }

    @Test func `a report falls with its deployment, though its plugin cannot be used`() async throws {
        try await withBench { bench in
            try await bench.up()
            let smoke = bench.smoke
            bench.smoke = FakePlugin(Self.standIn("smoke"), calls: bench.calls)
            #expect(try await bench.down().outcomes(of: "a") == ["removed"])
            #expect(try bench.engine.snapshot().current("a", "smoke") == nil)
            #expect(try bench.engine.snapshot().current("a", "image") != nil)
            bench.smoke = smoke
            _ = bench.calls.take()
            try await bench.up()
            #expect(bench.ran() == ["local", "smoke"], "the new deployment is tested")
        }
    }

    @Test func `what was made of such a report falls too`() async throws {
        try await withBench { bench in
            bench.more = [
                FakePlugin(
                    PluginDescriptor(
                        name: "badge", version: "1", summary: "", sections: [.init("badge", .any)], needs: [.report],
                        provides: "badge"), calls: bench.calls)
            ]
            bench.sections["badge"] = "green"
            try await bench.up()
            bench.smoke = FakePlugin(Self.standIn("smoke"), calls: bench.calls)
            try await bench.down()
            #expect(try bench.engine.snapshot().current("a", "badge") == nil)
        }
    }

    @Test func `an effect that cannot be used goes before what it consumes`() async throws {
        try await withBench { bench in
            let dns = PluginDescriptor(
                name: "dns", version: "1", summary: "", sections: [.init("dns", .any)], needs: [.deployment],
                provides: "record", work: .effect)
            bench.more = [FakePlugin(dns, calls: bench.calls)]
            bench.sections["dns"] = "a.test"
            try await bench.up()
            // The deployment comes out the same, and is the newest.
            bench.sections["local"] = ["port": 9]
            try await bench.up()
            bench.more = [FakePlugin(Self.standIn("dns"), calls: bench.calls)]
            bench.more[0].onDestroy = { _, _ in throw Diagnostic("plugin.start", "it is gone") }
            #expect(try await bench.down().outcomes(of: "a") == ["failed plugin.start", "blocked by dns"])
            #expect(bench.cloud.token(of: "a") != nil)
        }
    }
}

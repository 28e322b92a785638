import RecuaTestSupport
import Testing

@testable import RecuaCore

struct CauseTests {
    @Test func `an artifact is told back to the first cause`() async throws {
        try await withBench { bench in
            try await bench.up()
            bench.sections["model"] = ["weights": ["url": "https://models.test/large"]]
            bench.local.onRun = { _ in throw Diagnostic("local.broken", "broken") }
            try await bench.up()
            let plan = try bench.plan()
            let causes = try bench.engine.causes(of: plan)[.init(stack: "a", plugin: "local")]
            let image = try #require(causes?.first?.making)
            #expect(causes?.first?.change.artifact == .image && image.plugin == "image" && image.time != nil)
            let model = try #require(image.causes.first?.making)
            #expect(image.causes.first?.change.artifact == .model && model.plugin == "fetch")
            #expect(model.parts.map(\.component).contains("weights.sha256"))
            #expect(model.causes.map(\.change.component) == ["section model.weights.url"])
            #expect(model.causes.first?.making == nil)
        }
    }

    @Test func `where the ledger does not reach, the change stands alone`() async throws {
        try await withBench { bench in
            try await bench.up()
            bench.sections["server"] = ["context": 4096]
            let causes = try bench.engine.causes(of: try bench.plan())
            #expect(causes[.init(stack: "a", plugin: "image")]?.map(\.making) == [nil])
            #expect(causes[.init(stack: "a", plugin: "local")] == nil)
        }
        try await withBench { bench in
            let causes = try bench.engine.causes(of: try bench.plan())
            #expect(causes.isEmpty)
        }
    }
}

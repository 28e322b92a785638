import RecuaTestSupport
import Testing

@testable import RecuaCore

struct ForecastTests {
    @Test func `a plan foresees what its plugins say, of what must run and of nothing else`() async throws {
        try await withBench { bench in
            bench.fetch.onForecast = { _ in [Forecast(.download, "download the weights", bytes: 10)] }
            bench.local.onForecast = { outlook in
                [outlook.prior == nil ? Forecast(.create, "make it") : Forecast(.update, "change it")]
            }
            let first = await bench.engine.foreseen(try bench.plan())
            #expect(first.forecasts == ["fetch: download the weights", "local: make it"])
            try await bench.up()
            #expect(await bench.engine.foreseen(try bench.plan()).forecasts.isEmpty)
            bench.sections["server"] = ["context": 4096]
            #expect(await bench.engine.foreseen(try bench.plan()).forecasts == ["local: change it"])
            #expect(!bench.ran().isEmpty)
        }
    }

    @Test func `a plugin sees what stands, what stood, and its own variables`() async throws {
        try await withBench { bench in
            try await bench.up()
            bench.environment["HF_TOKEN"] = "x"
            bench.sections["server"] = ["context": 4096]
            bench.fetch.descriptor.version = "1"
            let seen = Seen()
            bench.image.onForecast = { outlook in
                await seen.add("image \(outlook.inputs[.model] != nil) \(outlook.earlier[.model] != nil)")
                return []
            }
            bench.local.onForecast = { outlook in
                await seen.add("local \(outlook.inputs[.image] != nil) \(outlook.earlier[.image] != nil)")
                await seen.add("local \(outlook.environment["HF_TOKEN"] ?? "none")")
                return []
            }
            _ = await bench.engine.foreseen(try bench.plan())
            #expect(await seen.all == ["image true true", "local false true", "local none"])
        }
    }

    @Test func `a plugin that cannot tell leaves its step alone`() async throws {
        try await withBench { bench in
            bench.fetch.onForecast = { _ in throw Diagnostic("fetch.odd", "odd") }
            let plan = await bench.engine.foreseen(try bench.plan())
            #expect(plan.forecasts.isEmpty && !plan.isFresh)
        }
    }

    @Test func `asking for forecasts ends nothing that a run needs`() async throws {
        try await withBench { bench in
            let ended = Seen()
            bench.local.onShutDown = { await ended.add("ended") }
            let plan = await bench.engine.foreseen(try bench.plan())
            #expect(!plan.isFresh)
            #expect(await ended.all.isEmpty)
            try await bench.up()
            #expect(await ended.all == ["ended"])
        }
    }

    @Test func `what several stacks ask for is counted once, and what may not come true apart`() async throws {
        try await withBench { bench in
            bench.fetch.onForecast = { _ in [Forecast(.download, "download", bytes: 10, identity: "w")] }
            bench.local.onForecast = { _ in [Forecast(.create, "create")] }
            bench.smoke.onForecast = { _ in [Forecast(.run, "test"), Forecast(.send, "send")] }
            let totals = PlanTotals(of: await bench.engine.foreseen(try bench.plan(["a", "b", "c"])))
            #expect(totals.changing == 3 && totals.fresh == 0)
            #expect(totals.amounts.map(\.verb) == [.download, .send, .create])
            #expect(totals.amounts.map(\.certain) == [1, 3, 3] && totals.amounts.map(\.bytes) == [10, 0, 0])
            #expect(totals.amounts[1].unsized == 3)
            try await bench.up(["a", "b"])
            bench.sections["server"] = ["context": 4096]
            let later = PlanTotals(of: await bench.engine.foreseen(try bench.plan(["a", "b", "c"])))
            #expect(later.changing == 3)
            let made = try #require(later.amounts.first { $0.verb == .create })
            #expect(made.certain == 1 && made.possible == 2)
        }
    }
}

private actor Seen {
    private(set) var all: [String] = []
    func add(_ text: String) { all.append(text) }
}

extension Plan {
    fileprivate var forecasts: [String] {
        stacks.flatMap(\.steps).flatMap { step in step.forecasts.map { "\(step.name): \($0.text)" } }
    }
}

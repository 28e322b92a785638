import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// `--events FILE`: the run for other programs.
@Suite struct EventFileTests {
    @Test func `the first line is the version, and every line has its number and time`() async throws {
        try await withToys(
            "one: { shelf: { says: creaks }, probe: {} }\ntwo: { shelf: { error: toy.broken }, probe: {} }"
        ) { toys in
            _ = try await toys.recua.run("up", "--events", "events.jsonl")
            let events = try Files.readText(toys.scratch.path("events.jsonl")).split(separator: "\n").map {
                try JSON(parsing: String($0))
            }
            #expect(
                events.first?["type"] == "version" && events.first?["schema"] == "1.0"
                    && events.first?["recua"]?.string != nil)
            #expect(events.map { $0["sequence"]?.integer } == events.indices.map { Int64($0) })
            #expect(events.allSatisfy { $0["time"]?.string?.hasSuffix("Z") == true })
            let types = Set(events.compactMap { $0["type"]?.string })
            #expect(
                types == [
                    "version", "run.started", "step.started", "step.progress", "step.log", "step.finished",
                    "run.finished",
                ])
            let start = try #require(events.first { $0["type"] == "run.started" })
            #expect(start["command"] == "recua up" && start["stacks"] == 2 && start["steps"] == 4)
            let log = try #require(events.first { $0["type"] == "step.log" && $0["level"] == "warning" })
            #expect(log["stack"] == "one" && log["plugin"] == "shelf" && log["message"] == "creaks")
            let progress = try #require(events.first { $0["type"] == "step.progress" })
            #expect(
                progress["phase"] == "toy" && progress["done"] == 1 && progress["total"] == 2
                    && progress["unit"] == "items")
            #expect(events.last?["type"] == "run.finished" && events.last?["unfinished"] == ["two"])
        }
    }

    @Test func `a full disk does not stop the run that it reports`() async throws {
        try await withToys { toys in
            let run = try await toys.recua.run("up", "--events", "/dev/full")
            #expect(run.status == .exited(0), "\(run.errorOutput)")
        }
    }

    @Test func `a file that cannot be made is told before anything runs`() async throws {
        try await withToys { toys in
            let run = try await toys.recua.run("up", "--events", "missing/events.jsonl")
            #expect(run.status == .exited(2))
            #expect(run.errorOutput.contains("missing/events.jsonl` cannot be written"))
            #expect(!run.errorOutput.contains("one/shelf"))
        }
    }
}

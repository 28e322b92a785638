import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Synchronization
import Testing

/// `--events FILE`: the run for other programs.
@Suite struct EventFileTests {
    @Test func `the first line is the version, and every line has its number, time and run`() async throws {
        try await withToys(
            "one: { shelf: { says: creaks }, probe: {} }\ntwo: { shelf: { error: toy.broken }, probe: {} }"
        ) { toys in
            _ = try await toys.recua.run("up", "--events", "events.jsonl")
            let events = try Files.readText(toys.scratch.path("events.jsonl")).split(separator: "\n").map {
                try JSON(parsing: String($0))
            }
            #expect(
                events.first?["type"] == "version" && events.first?["schema"] == "1.2"
                    && events.first?["recua"]?.string != nil)
            #expect(events.map { $0["sequence"]?.integer } == events.indices.map { Int64($0) })
            #expect(events.allSatisfy { $0["time"]?.string?.hasSuffix("Z") == true })
            #expect(events.dropFirst().allSatisfy { $0["run"] == 1 })
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

    @Test func `real streams fit the schema`() async throws {
        try await withToys(
            "one: { shelf: { notes: done }, probe: {} }\ntwo: { shelf: { error: toy.broken }, probe: {} }"
        ) { toys in
            for arguments in [["up"], ["up", "one"], ["up"], ["smoke", "one"], ["down"], ["down"], ["lock"]] {
                let events = arguments == ["lock"] ? [] : ["--events", "events.jsonl"]
                _ = try await toys.recua.command(arguments + events).run()
                let lines = try Files.readText(toys.scratch.path("events.jsonl"))
                #expect(try await EventSchema.complaints(lines) == "", "\(arguments): \(lines)")
            }
        }
    }

    @Test func `a run with nothing to do has its beginning, a line for each step, and no number`() async throws {
        try await withToys("one: { shelf: {}, probe: {} }\ntwo: { shelf: {}, probe: {} }") { toys in
            _ = try await toys.recua.run("up")
            for arguments in [["--events", "events.jsonl"], ["--progress", "json"]] {
                let run = try await toys.recua.command(["up"] + arguments).run()
                let isFile = arguments.first == "--events"
                let lines = isFile ? try Files.readText(toys.scratch.path("events.jsonl")) : run.errorOutput
                #expect(try await EventSchema.complaints(lines) == "", "\(lines)")
                #expect(lines.contains(#""command":"recua up","fresh":4,"run":null,"#), "\(lines)")
                #expect(lines.split(separator: "\n").count { $0.contains(#""outcome":"fresh""#) } == 4)
                #expect(!lines.contains("step.started") && lines.contains(#""steps":{"fresh":4}"#))
            }
            #expect(try await toys.recua.json("history", "--json")["runs"]?.array?.count == 1)
        }
    }

    @Test func `steps that a run never came to have their lines after a failure that stops all`() async throws {
        let others = (2...5).map { "s\($0): { shelf: {}, probe: {} }" }.joined(separator: "\n")
        try await withToys("one: { shelf: { error: toy.broken }, probe: {} }\n\(others)") { toys in
            let run = try await toys.recua.run("up", "--fail-fast", "-j", "1", "--events", "events.jsonl")
            let lines = try Files.readText(toys.scratch.path("events.jsonl"))
            #expect(try await EventSchema.complaints(lines) == "", "\(lines)")
            #expect(lines.split(separator: "\n").count { $0.contains(#""by":"one/shelf""#) } >= 4, "\(lines)")
            // People are told once how many there are.
            #expect(!run.errorOutput.contains("s3/"), "\(run.errorOutput)")
        }
    }

    @Test func `the stream of a run that was cancelled has its end, and fits the schema`() async throws {
        try await withToys("one: { shelf: { waits: true }, probe: {} }\ntwo: { shelf: {}, probe: {} }") { toys in
            _ = try await toys.whileRunning("up", "-j", "1", "--events", "events.jsonl") { running in
                try await toys.started()
                running.signal(SIGINT)
            }
            let lines = try Files.readText(toys.scratch.path("events.jsonl"))
            #expect(try await EventSchema.complaints(lines) == "" && lines.contains(#""outcome":"cancelled","run":1"#))
        }
    }

    @Test func `the stream of an adopt that was cancelled ends as that of a run does`() async throws {
        try await withToys("one: { shelf: { ponders: true }, probe: {} }\ntwo: { shelf: {}, probe: {} }") { toys in
            let run = try await toys.whileRunning("adopt", "-j", "1", "--events", "events.jsonl") { running in
                try await toys.started()
                running.signal(SIGINT)
            }
            #expect(run.status == .exited(130), "\(run)")
            let lines = try Files.readText(toys.scratch.path("events.jsonl"))
            #expect(try await EventSchema.complaints(lines) == "", "\(lines)")
            #expect(lines.contains(#""outcome":"cancelled","seconds""#), "\(lines)")
            #expect(lines.contains(#""steps":{"cancelled":4}"#) && !lines.contains("diagnostic"), "\(lines)")
        }
    }

    @Test func `what keeps a run from beginning is in its stream`() async throws {
        try await withToys("one: { shelf: { waits: true }, probe: {} }") { toys in
            _ = try await toys.whileRunning("up") { _ in
                try await toys.started()
                _ = try await toys.recua.run("up", "--events", "events.jsonl")
                try toys.letGo()
            }
            let lines = try Files.readText(toys.scratch.path("events.jsonl"))
            #expect(try await EventSchema.complaints(lines, isWhole: false) == "")
            #expect(lines.contains(#""code":"run.locked""#) && lines.split(separator: "\n").count == 2)
        }
    }

    @Test func `what adopt finds, and what it does not, is told as it is`() async throws {
        try await withToys { toys in
            _ = try await toys.recua.run("up")
            try Files.remove(toys.scratch.path(".recua"))
            let run = try await toys.recua.run("adopt", "--events", "events.jsonl")
            #expect(run.status == .exited(0), "\(run.errorOutput)")
            let lines = try Files.readText(toys.scratch.path("events.jsonl"))
            #expect(try await EventSchema.complaints(lines) == "", "\(lines)")
            #expect(lines.contains(#""steps":{"absent":1,"left":1}"#) && !lines.contains("artifact"), "\(lines)")
            // Nobody was asked for the report of what is not there.
            #expect(lines.split(separator: "\n").count { $0.contains("step.started") } == 1)
            _ = try await toys.recua.run("up")
            _ = try await toys.recua.run("adopt", "--events", "events.jsonl")
            let known = try Files.readText(toys.scratch.path("events.jsonl"))
            #expect(try await EventSchema.complaints(known) == "")
            #expect(known.contains(#""steps":{"known":2}"#) && !known.contains("step.started"), "\(known)")
        }
    }

    @Test func `as - the stream has standard output to itself`() async throws {
        try await withToys { toys in
            let run = try await toys.recua.run("up", "--events", "-")
            #expect(run.status == .exited(0))
            #expect(try await EventSchema.complaints(run.output) == "")
            #expect(run.errorOutput.contains("✓ one/shelf"))
        }
    }

    @Test func `a full disk does not stop the run that it reports, and is told once`() async throws {
        try await withToys { toys in
            let run = try await toys.recua.run("up", "--events", "/dev/full")
            #expect(run.status == .exited(0), "\(run.errorOutput)")
            #expect(run.errorOutput.split(separator: "\n").count { $0.contains("[events.write]") } == 1)
        }
    }

    @Test(arguments: [">/dev/null --events", "--events - >"])
    func `on a disk that fills up the file ends with a whole line`(place: String) async throws {
        try await withToys("one: { shelf: { says: \(String(repeating: "creak ", count: 1300)) }, probe: {} }") { toys in
            try Files.createFolder(toys.scratch.path("disk"))
            let command = toys.recua.command()
            // Two pages: the long line has room for a part.
            let box = [
                "--dev-bind", "/", "/", "--size", "8192", "--tmpfs", toys.scratch.path("disk"), "--", "sh", "-c",
            ]
            let script = "$0 up \(place) disk/events.jsonl; echo ended $? >&2; cat disk/events.jsonl"
            let run = try await Command(
                "bwrap", box + [script, command.executable], environment: command.environment, folder: command.folder
            ).run()
            #expect(run.errorOutput.contains("[events.write]") && run.errorOutput.contains("ended 0"), "\(run)")
            #expect(run.output.hasSuffix("}\n") && !run.output.contains("creak"), "\(run.output.suffix(200))")
            #expect(try await EventSchema.complaints(run.output, isWhole: false) == "")
        }
    }

    @Test func `a reader that goes away ends the stream, not the run`() async throws {
        try await withToys { toys in
            let recua = toys.recua.command("up")
            let run = try await Command(
                "bash", ["-c", #""$0" up --events >(head -c 1 >/dev/null); echo "ended $?""#, recua.executable],
                environment: recua.environment, folder: recua.folder
            ).run()
            #expect(run.output.contains("1 stack done") && run.output.hasSuffix("ended 0\n"), "\(run.errorOutput)")
        }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a pipe that nobody reads is waited for until the run is stopped`(signal: Int32) async throws {
        try await withToys { toys in
            try #require(mkfifo(toys.scratch.path("pipe"), 0o600) == 0)
            let run = try await toys.whileRunning("up", "--events", "pipe") { running in
                try await running.tells("waiting until somebody reads `pipe`")
                running.signal(signal)
            }
            #expect(run.status == .exited(130) && !run.errorOutput.contains("one/shelf"), "\(run.errorOutput)")
        }
    }

    @Test func `a pipe that is read later has the whole stream`() async throws {
        try await withToys { toys in
            try #require(mkfifo(toys.scratch.path("pipe"), 0o600) == 0)
            let reader = Command("cat", ["pipe"], environment: ["PATH": "/usr/bin:/bin"], folder: toys.scratch.path)
            let lines = Mutex("")
            let run = try await toys.whileRunning("up", "--events", "pipe") { running in
                try await running.tells("waiting until somebody reads")
                let output = try await reader.run().output
                lines.withLock { $0 = output }
            }
            #expect(run.status == .exited(0))
            #expect(try await EventSchema.complaints(lines.withLock { $0 }) == "")
        }
    }

    @Test func `nothing of the last run stays, whatever keeps this one from beginning`() async throws {
        try await withToys { toys in
            let last = try await toys.recua.run("up", "--events", "events.jsonl")
            let events = toys.scratch.path("events.jsonl")
            #expect(last.status == .exited(0))
            #expect(try Files.readText(events).contains("run.finished"))
            let mistaken = try await toys.recua.run("up", "--set", "nope.x=1", "--events", "events.jsonl")
            #expect(mistaken.status == .exited(2))
            #expect(try Files.readText(events) == "")
        }
    }

    @Test(arguments: ["recua.yaml", "toy.py", "one-line.json", "places.geojson", "version.json"], ["up", "adopt"])
    func `a file that holds something else than events is left as it is`(name: String, command: String) async throws {
        try await withToys { toys in
            try toys.scratch.write(#"{"recua": 1, "project": "toys", "stacks": {}}"#, to: "one-line.json")
            try toys.scratch.write(#"{"type": "FeatureCollection", "features": []}"#, to: "places.geojson")
            try toys.scratch.write(#"{"type": "version", "number": 3}"#, to: "version.json")
            let before = try Files.readText(toys.scratch.path(name))
            let run = try await toys.recua.run(command, "--events", name)
            #expect(
                run.status == .exited(2) && run.errorOutput.contains("`\(name)` is there already, and holds no events"))
            #expect(try Files.readText(toys.scratch.path(name)) == before)
        }
    }

    @Test func `a run that is refused and names the file of another leaves no hole in it`() async throws {
        try await withToys("one: { shelf: { waits: true }, probe: {} }") { toys in
            let run = try await toys.whileRunning("up", "--events", "events.jsonl") { _ in
                try await toys.started()
                _ = try await toys.recua.run("up", "--events", "events.jsonl")
                try toys.letGo()
            }
            #expect(run.status == .exited(0), "\(run.errorOutput)")
            let lines = try Files.readText(toys.scratch.path("events.jsonl")).split(separator: "\n")
            let types = try lines.map { try JSON(parsing: String($0))["type"] }
            #expect(types.first == "version" && types.last == "run.finished", "\(lines)")
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

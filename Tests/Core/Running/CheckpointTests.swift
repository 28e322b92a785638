import RecuaTestSupport
import Testing

@testable import RecuaCore

struct CheckpointTests {
    @Test func `what a failed try saved last is handed to the next try of the same step, and gone after success`()
        async throws
    {
        try await withBench { bench in
            let seen = Notes()
            let image = bench.image.onRun
            bench.image.onRun = { step in
                seen.note(step.checkpoint?.text() ?? "nothing")
                try step.host.checkpoint(["part": 1])
                try step.host.checkpoint(["part": 2])
                throw Diagnostic("image.broken", "the disk is slow")
            }
            try await bench.up()
            #expect(Files.exists(bench.checkpoint("image")))
            bench.image.onRun = { step in
                seen.note(step.checkpoint?.text() ?? "nothing")
                return try await image(step)
            }
            let result = try await bench.up()
            #expect(result.succeeded == ["a"])
            #expect(seen.all == ["nothing", #"{"part":2}"#])
            #expect(!Files.exists(bench.checkpoint("image")))
        }
    }

    @Test func `an effect that was cut off is observed and run again with what it had saved`() async throws {
        try await withBench { bench in
            let (wreck, seen, local) = (Wreck(bench), Notes(), bench.local.onRun)
            bench.local.onRun = { step in
                try step.host.checkpoint("upload-7")
                // The process dies here.
                try wreck.keep()
                throw Diagnostic("local.gone", "never heard of")
            }
            try await bench.up()
            try wreck.restore()
            bench.local.onObserve = { _, step in
                seen.note("observe \(step.checkpoint?.string ?? "nothing")")
                return .absent
            }
            bench.local.onRun = { step in
                seen.note("run \(step.checkpoint?.string ?? "nothing")")
                return try await local(step)
            }
            let result = try await bench.up()
            #expect(result.succeeded == ["a"])
            #expect(seen.all == ["observe upload-7", "run upload-7"])
            #expect(!Files.exists(bench.checkpoint("local")))
        }
    }

    @Test func `an edit makes it another step, which goes on from nothing`() async throws {
        try await withBench { bench in
            let seen = Notes()
            bench.local.onRun = { step in
                seen.note(step.checkpoint?.string ?? "nothing")
                try step.host.checkpoint("upload-7")
                throw Diagnostic("local.broken", "the cloud is full")
            }
            try await bench.up()
            try await bench.up()
            bench.sections["local"] = ["port": 9]
            try await bench.up()
            #expect(seen.all == ["nothing", "upload-7", "nothing"])
        }
    }

    @Test func `one that a crash left behind after the success of its step counts no more`() async throws {
        try await withBench { bench in
            let (seen, fetch, folder) = (Notes(), bench.fetch.onRun, bench.folder)
            let path = bench.checkpoint("fetch")
            bench.fetch.onRun = { step in
                seen.note(step.checkpoint?.string ?? "nothing")
                try step.host.checkpoint("half")
                try folder.write(try Files.readText(path), to: "kept")
                return try await fetch(step)
            }
            try await bench.up()
            #expect(!Files.exists(path))
            try Files.write(Files.readText(folder.path("kept")), to: path)
            // The model is lost, so that the same step runs again.
            try Files.remove("\(bench.store.root)/sha256")
            let result = try await bench.up()
            #expect(result.succeeded == ["a"])
            #expect(seen.all == ["nothing", "nothing"])
        }
    }

    @Test func `taking a stack down takes its checkpoints along`() async throws {
        try await withBench { bench in
            bench.local.onRun = { step in
                try step.host.checkpoint("half")
                throw Diagnostic("local.broken", "the cloud is full")
            }
            try await bench.up()
            #expect(Files.exists(bench.checkpoint("local")))
            try await bench.down()
            #expect(!Files.exists(bench.checkpoint("local")))
        }
    }

    @Test func `one of more than 64 KiB is refused, and the one before it stands`() async throws {
        try await withBench { bench in
            bench.local.onRun = { step in
                try step.host.checkpoint("small")
                try step.host.checkpoint(.string(String(repeating: "x", count: 64 << 10)))
                return .null
            }
            let result = try await bench.up()
            #expect(result.problems.map(\.code) == ["run.checkpoint"])
            #expect(try Files.readText(bench.checkpoint("local")).contains("small"))
        }
    }

    @Test(arguments: ["", "{", "[]", #"{"key":"0000","data":1}"#, "\u{0}"])
    func `a file that is damaged is as good as none`(text: String) async throws {
        try await withBench { bench in
            let (seen, local) = (Notes(), bench.local.onRun)
            bench.local.onRun = { _ in throw Diagnostic("local.broken", "the cloud is full") }
            try await bench.up()
            try Files.write(text, to: bench.checkpoint("local"))
            bench.local.onRun = { step in
                seen.note(step.checkpoint?.text() ?? "nothing")
                return try await local(step)
            }
            let result = try await bench.up()
            #expect(result.succeeded == ["a"])
            #expect(seen.all == ["nothing"])
        }
    }
}

extension Bench {
    fileprivate func checkpoint(_ plugin: String) -> String {
        "\(project.stateFolder)/stacks/a/\(plugin).checkpoint.json"
    }
}

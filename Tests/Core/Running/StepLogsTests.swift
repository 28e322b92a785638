import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

struct StepLogsTests {
    private let name = Event.StepName(stack: "a", plugin: "local", kind: .deployment)

    @Test func `what a step says is kept in a file that the ledger and the result name`() async throws {
        try await withBench { bench in
            bench.image.onRun = { step in
                step.host.log("laying out", level: .debug)
                step.host.log("first\nsecond")
                step.host.log("98.4 MB sent", level: .notice)
                return FakePlugin.echo(step)
            }
            let result = try await bench.up()
            let step = try #require(result.steps.first { $0.name.plugin == "image" })
            let path = "\(bench.project.stateFolder)/logs/1/a/image.log"
            #expect(step.log == path && result.run == 1)
            let lines = try Files.readText(path).split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1) }
            #expect(lines.map { $0[1] } == ["debug laying out", "info first", "info second", "notice 98.4 MB sent"])
            #expect(lines.allSatisfy { Timestamp.seconds(String($0[0])) != nil })
            #expect(try bench.history("image").map(\.log) == ["logs/1/a/image.log"])
            var info = stat()
            #expect(stat(path, &info) == 0 && info.st_mode & 0o777 == 0o600)
        }
    }

    @Test func `a step that says nothing has no file, and one that fails has its error`() async throws {
        try await withBench { bench in
            bench.image.onRun = { _ in throw Diagnostic("image.broken", "the image\nis broken") }
            let result = try await bench.up()
            #expect(try Files.list("\(bench.project.stateFolder)/logs/1/a") == ["image.log"])
            #expect(result.steps.map { $0.log != nil } == [false, true] + result.steps.dropFirst(2).map { _ in false })
            let text = try Files.readText("\(bench.project.stateFolder)/logs/1/a/image.log")
            #expect(text.hasSuffix("error is broken\n") && text.split(separator: "\n").count == 2)
        }
    }

    @Test func `each run has its own logs, and so has what is taken down`() async throws {
        try await withBench { bench in
            bench.local.onDestroy = { _, step in step.host.log("stopping it") }
            try await bench.up()
            let result = try await bench.down()
            #expect(result.steps.map(\.log) == ["\(bench.project.stateFolder)/logs/2/a/local.log"])
            #expect(try Files.readText(try #require(result.steps[0].log)).hasSuffix("info stopping it\n"))
        }
    }

    @Test func `a log that cannot be written does not stop the step`() async throws {
        try await withBench { bench in
            try bench.folder.write("no folder", to: ".recua/logs")
            bench.image.onRun = { step in
                step.host.log("hello")
                return FakePlugin.echo(step)
            }
            let result = try await bench.up()
            #expect(result.unfinished.isEmpty && result.steps.allSatisfy { $0.log == nil })
            #expect(bench.log.text.contains("hello"))
        }
    }

    @Test func `a full disk ends the log, not the run`() async throws {
        try await withScratchFolder { folder in
            try Files.createFolder(folder.path("logs/1/a"))
            symlink("/dev/full", folder.path("logs/1/a/local.log"))
            let logs = StepLogs(folder: folder.path, run: 1)
            logs.add(name, .info, "hello", at: "t")
            logs.add(name, .info, "again", at: "t")
            #expect(logs.path(of: name) == nil)
        }
    }

    @Test func `a log does not grow without end`() async throws {
        try await withScratchFolder { folder in
            let logs = StepLogs(folder: folder.path, run: 1)
            let line = String(repeating: "x", count: 1 << 20)
            for _ in 0..<20 { logs.add(name, .info, line, at: "t") }
            let path = try #require(logs.absolutePath(of: name))
            let text = try Files.readText(path)
            #expect(text.utf8.count <= StepLogs.limit + 100)
            #expect(text.hasSuffix("the log ends here: it is longer than 16 MiB\n"))
        }
    }
}

import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// Signals that come when all is done and programs take their time to end.
@Suite struct EndingTests {
    /// A toy whose programs, when they are told to go, stay until they are let go or killed.
    ///
    /// - Parameter mark: what is there from when on they stay; by default when one has worked.
    private func withLingering(
        _ probe: String = "{}", since mark: String = "started", _ body: (ToyProject) async throws -> Void
    ) async throws {
        try await withToys("one: { shelf: { waits: true }, probe: \(probe) }") { toys in
            try toys.letGo()
            let folder = toys.scratch.path
            let lingering = """

                if os.path.exists("\(folder)/\(mark)"):
                    open("\(folder)/leaving", "w").close()
                    while not os.path.exists("\(folder)/leave"):
                        time.sleep(0.01)

                """
            try toys.scratch.write(toyProgram + lingering, to: "toy.py", mode: 0o755)
            try await body(toys)
        }
    }

    private func leaving(_ toys: ToyProject) async throws {
        try await eventually("no toy is told to go") { Files.exists(toys.scratch.path("leaving")) }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a run that is on record ends as it did, whatever signal comes then`(signal: Int32) async throws {
        try await withLingering { toys in
            let run = try await toys.whileRunning("up") { running in
                try await leaving(toys)
                running.signal(signal)
                try await running.tells("nothing runs any more but programs that are being ended")
                try toys.scratch.write("", to: "leave")
            }
            #expect(run.status == .exited(0) && !run.errorOutput.contains("cancelled"), "\(run.errorOutput)")
            #expect(run.output.contains("1 stack done"), "\(run.output)")
            let history = try await toys.recua.json("history", "--json")
            #expect(history["runs"]?[0]?["outcome"] == "succeeded", "\(history)")
        }
    }

    @Test func `a failure that is on record stays one`() async throws {
        try await withLingering("{ error: toy.broken }") { toys in
            let run = try await toys.whileRunning("up") { running in
                try await leaving(toys)
                running.signal(SIGINT)
                try await running.tells("nothing runs any more")
                try toys.scratch.write("", to: "leave")
            }
            #expect(run.status == .exited(1) && run.errorOutput.contains("1 of 1 stack failed: one"), "\(run)")
        }
    }

    @Test func `a layout that is to be written is stopped while programs are being ended`() async throws {
        try await withLingering(since: ".recua/ledger.db") { toys in
            try toys.scratch.write(SampleModel.engine(), to: "engine", mode: 0o755)
            try toys.scratch.write(SampleModel.weights(), to: "tiny.gguf")
            try toys.write(
                "one: { target: local, model: { engine: engine, weights: tiny.gguf }, shelf: {}, probe: {} }")
            // The toys are asked whether their sections are right, and do nothing for an image.
            let build = try await toys.whileRunning("build", "--output", "layout") { running in
                try await leaving(toys)
                running.signal(SIGINT)
                try await running.tells("stopping: what runs is cancelled")
                try toys.scratch.write("", to: "leave")
            }
            #expect(build.status == .exited(130) && !build.errorOutput.contains("wrote"), "\(build)")
            #expect(!Files.exists(toys.scratch.path("layout")))
            let history = try await toys.recua.json("history", "--json")
            #expect(history["runs"]?[0]?["outcome"] == "succeeded", "\(history)")
        }
    }
}

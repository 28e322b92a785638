import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import SystemPackage
import Testing

/// `recua build` with small files in place of a model.
@Suite struct BuildTests {
    @Test func `another image of the same model is built without opening the model`() async throws {
        try await withModel { folder, recua in
            let first = try await recua.run("build")
            #expect(first.status == .exited(0), "\(first.errorOutput)")
            let trace = folder.path("trace")
            let build = recua.command("build", "--set", "server.context=99")
            let finished = try await Command(
                "strace", ["-f", "-e", "trace=open,openat,openat2", "-o", trace, build.executable] + build.arguments,
                environment: build.environment, folder: build.folder
            ).run()
            #expect(finished.status == .exited(0), "\(finished.errorOutput)")
            let lines = try Files.readText(trace).split(separator: "\n")
            #expect(lines.contains { $0.contains("/records/layers/") }, "the trace is empty")
            #expect(finished.output != first.output)
            let opened = lines.filter {
                $0.contains("tiny.gguf") || $0.contains("/engine\"") || $0.contains("/store/sha256/")
            }
            #expect(opened.isEmpty, "\(opened.joined(separator: "\n"))")
        }
    }

    @Test func `a layout that does not fit on the disk leaves nothing behind`() async throws {
        try await withModel(weights: 4 << 20) { folder, recua in
            #expect(try await recua.run("build").status == .exited(0))
            try Files.createFolder(folder.path("small"))
            let finished = try await boxed(
                recua.command("build", "--output", "small/layout"), folder.path("small"), "ls -A small")
            #expect(finished.status == .exited(1), "\(finished.errorOutput)")
            #expect(finished.errorOutput.contains("[file.write]"))
            #expect(finished.errorOutput.contains("No space left on device"))
            #expect(finished.output.hasSuffix("left: \n"))
        }
    }

    @Test func `a folder of other things is refused before anything is built, and with a help that destroys nothing`()
        async throws
    {
        try await withModel { folder, recua in
            try folder.write("mine", to: "out/notes")
            let refused = try await recua.run("build", "--output", "out")
            #expect(refused.status == .exited(2) && refused.errorOutput.contains("[usage.output]"), "\(refused)")
            #expect(refused.errorOutput.contains("help: write to `--output out/tiny`, or name another folder"))
            #expect(!Files.exists(folder.path(".recua")))
            #expect(try await recua.run("build", "--output", "out/tiny").status == .exited(0))
            #expect(try Files.list(folder.path("out")).sorted() == ["notes", "tiny"])
        }
    }

    @Test func `the layout of one image is not filled with those of several stacks`() async throws {
        try await withModel { folder, recua in
            #expect(try await recua.run("build", "--output", "one").status == .exited(0))
            let manifest = try Files.readText(folder.path("recua.yaml"))
            let stack = "  small: { target: local, model: { engine: engine, weights: tiny.gguf } }\n"
            try folder.write(manifest + stack, to: "recua.yaml")
            let before = try Files.list(folder.path("one")).sorted()
            let refused = try await recua.run("build", "--output", "one")
            #expect(refused.status == .exited(2), "\(refused)")
            #expect(refused.errorOutput.contains("`one` is the layout of one image, and there are 2 stacks to write"))
            #expect(try Files.list(folder.path("one")).sorted() == before)
            #expect(try await recua.run("build", "--output", "both").status == .exited(0))
            #expect(try Files.list(folder.path("both")).sorted() == ["small", "tiny"])
        }
    }

    @Test func `compression that the disk has no room for leaves nothing behind`() async throws {
        try await withModel { folder, recua in
            // What does not compress.
            var random = SystemRandomNumberGenerator()
            let noise = (0..<1 << 19).flatMap { _ in random.next().littleEndianBytes }
            try folder.write(SampleModel.weights() + noise, to: "tiny.gguf")
            try Files.createFolder(folder.path("store"))
            let finished = try await boxed(
                recua.command("build", "--set", "image.compression=gzip"), folder.path("store"), "ls -A store/sha256")
            #expect(finished.status == .exited(1), "\(finished.errorOutput)")
            #expect(finished.errorOutput.contains("No space left on device"))
            // The engine's layer is there, and no part of the weights'.
            #expect(finished.output.hasPrefix("left: ") && !finished.output.contains(".new"), "\(finished.output)")
        }
    }

    @Test func `writing a layout shows how far it is`() async throws {
        try await withModel(weights: 16 << 20) { folder, recua in
            let build = recua.command("build", "--output", "layout")
            // Frames come ten times a second: on a disk that takes its time for each write there are some meanwhile.
            let slowly = [
                "-f", "-q", "-o", folder.path("trace"), "-e", "trace=write", "-e", "inject=write:delay_enter=50000",
            ]
            let slow = Command(
                "/usr/bin/strace", slowly + [build.executable] + build.arguments, environment: build.environment,
                folder: build.folder)
            let finished = try await Terminal.run(slow)
            #expect(finished.status == .exited(0))
            #expect(finished.output.contains("tiny/layout  write"), "\(finished.output)")
            #expect(finished.output.contains("wrote \(folder.path("layout"))"))
            let shown = try await Command(
                "skopeo", ["inspect", "oci:\(folder.path("layout")):tiny"], environment: recua.environment
            ).runChecked()
            #expect(try JSON(parsing: shown)["Layers"]?.array?.count == 2)
        }
    }

    /// Runs the command with a file system of 2 MiB of its own at `place`, and then `look`, whose output comes last.
    private func boxed(
        _ command: Command, _ place: String, _ look: String
    ) async throws -> Finished {
        let script = "\"$@\"; status=$?; echo \"left: $(\(look))\"; exit $status"
        let box = ["--dev-bind", "/", "/", "--size", "\(2 << 20)", "--tmpfs", place, "sh", "-c", script, "sh"]
        return try await Command(
            "bwrap", box + [command.executable] + command.arguments, environment: command.environment,
            folder: command.folder
        ).run()
    }

    /// A project with one stack whose weights have so many bytes, most of them a hole.
    private func withModel(
        weights: Int = 0, _ body: (ScratchFolder, RecuaBinary) async throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            try folder.write(SampleModel.engine(), to: "engine", mode: 0o755)
            let path = try folder.write(SampleModel.weights(), to: "tiny.gguf")
            if weights > 0 {
                let file = try SystemPackage.FileDescriptor.open(FilePath(path), .writeOnly)
                try file.closeAfter { #expect(ftruncate(file.rawValue, weights) == 0) }
            }
            let manifest = """
                recua: 1
                project: tests
                stacks:
                  tiny:
                    target: local
                    model: { engine: engine, weights: tiny.gguf }

                """
            try folder.write(manifest, to: "recua.yaml")
            try await body(folder, RecuaBinary(in: folder.path))
        }
    }
}

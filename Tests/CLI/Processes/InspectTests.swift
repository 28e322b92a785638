import HTTPTypes
import Hummingbird
import NIOCore
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// `recua inspect` of models, as a user runs it.
@Suite struct InspectTests {
    @Test func `a model's facts have a promised shape`() async throws {
        try await withScratchFolder { scratch in
            try scratch.write(SampleModel.llamafile(), to: "chat.llamafile")
            let recua = RecuaBinary(in: scratch.path)
            let json = try await recua.json("inspect", "chat.llamafile", "--json", "--context", "1024")
            #expect(json["version"] == 1 && json["kind"] == "model" && json["format"] == "llamafile")
            #expect(json["name"] == "chat.llamafile")
            #expect(json["engine"] == ["kind": "portable", "architectures": ["amd64", "arm64"]])
            #expect(json["weights"]?["parameters"] == 64 && json["weights"]?["quantization"] == "Q8_0")
            #expect(
                json["weights"]?["mix"] == [["type": "F32", "tensors": 1, "parameters": 64, "bytes": 256]])
            #expect(json["findings"] == [])
            let memory = try #require(json["memory"]?.array)
            #expect(memory.count == 1 && memory[0]["context"] == 1024)
            // 4 layers, 2 heads of 8 for keys and values, 2 bytes a number.
            #expect(memory[0]["keyValueCache"] == 262_144)
            #expect(memory[0]["lambda"] == ["memory": 1769, "cores": 2])
        }
    }

    @Test func `without a context the model's own is reckoned with, and 4096 where that is more`() async throws {
        try await withScratchFolder { scratch in
            var gguf = GGUFBuilder()
            gguf.text("general.architecture", "llama")
            gguf.number("llama.context_length", 131_072)
            try scratch.write(gguf.file(data: 0), to: "long.gguf")
            try scratch.write(SampleModel.weights(), to: "short.gguf")
            let recua = RecuaBinary(in: scratch.path)
            func contexts(_ name: String) async throws -> [Int64] {
                (try await recua.json("inspect", name, "--json")["memory"]?.array ?? []).compactMap {
                    $0["context"]?.integer
                }
            }
            #expect(try await contexts("long.gguf") == [4096, 131_072])
            #expect(try await contexts("short.gguf") == [2048])
        }
    }

    @Test func `on a terminal no line is wider than 80 columns`() async throws {
        try await withScratchFolder { scratch in
            try scratch.write(SampleModel.llamafile(), to: "chat.llamafile")
            let run = try await Terminal.run(RecuaBinary(in: scratch.path).command("inspect", "chat.llamafile"))
            #expect(run.status == .exited(0))
            for line in run.output.split(whereSeparator: \.isNewline) {
                #expect(line.replacing(/\u{1B}\[[0-9;]*[A-Za-z]/, with: "").count <= 80, "\(line)")
            }
            #expect(run.output.contains("trained context") && run.output.contains("1769 MB"))
        }
    }

    @Test func `a program that does not run where it is to run is exit 5`() async throws {
        try await withScratchFolder { scratch in
            try scratch.write(SampleModel.elfHeader(machine: 0x3E) + [0], to: "engine")
            let recua = RecuaBinary(in: scratch.path)
            #expect(try await recua.run("inspect", "engine").status == .exited(0))
            #expect(try await recua.run("inspect", "engine", "--architecture", "x86_64").status == .exited(0))
            let wrong = try await recua.run("inspect", "engine", "--architecture", "arm64")
            #expect(wrong.status == .exited(5) && wrong.output.contains("[model.architecture]"))
        }
    }

    @Test func `what is too much for Lambda is a warning: other targets have more`() async throws {
        try await withScratchFolder { scratch in
            try scratch.write(SampleModel.weights(), to: "tiny.gguf")
            let run = try await RecuaBinary(in: scratch.path).run(
                "inspect", "tiny.gguf", "--context", "16777216", "--json")
            let json = try JSON(parsing: run.output)
            #expect(run.status == .exited(0))
            #expect(json["memory"]?[0]?["lambda"] == .null || json["findings"] == [])
            let big = try await RecuaBinary(in: scratch.path).run("inspect", "huge.gguf")
            #expect(big.status == .exited(1))
        }
    }

    @Test func `a link of the web is looked at, and a web page in its place is called one`() async throws {
        try await withSources { project in
            let json = try await project.recua.json("inspect", SourceStacks.hub, "--json")
            #expect(json["name"] == .string(SourceStacks.hub))
            #expect(json["sha256"]?.string == Digest(of: project.upstream.weights).hex)
            #expect(json["pinned"]?.string?.contains(project.upstream.commit) == true)
            let text = try await project.recua.run("inspect", "\(project.server)/weights.gguf?key=secret")
            #expect(text.output.contains("Tiny") && !text.output.contains("secret"))
            #expect(!Files.exists(project.scratch.path("store")))
        }
        try await withHTTPServer { _ in
            .init(status: .ok, body: .init(byteBuffer: .init(string: "<html>Sign in</html>")))
        } _: { origin in
            try await withScratchFolder { scratch in
                let run = try await RecuaBinary(in: scratch.path).run("inspect", "\(origin)/model.gguf")
                #expect(run.status == .exited(1) && run.errorOutput.contains("[model.html]"))
            }
        }
    }

    @Test(arguments: [["x.gguf", "--context", "0"], ["x.gguf", "--architecture", "riscv64"], []])
    func `a mistake in the arguments is exit 2`(arguments: [String]) async throws {
        try await withScratchFolder { scratch in
            let run = try await RecuaBinary(in: scratch.path).command(["inspect"] + arguments).run()
            #expect(run.status == .exited(2), "\(run.errorOutput)")
        }
    }

    @Test func `what is neither a file nor an image says how to write what it may have been`() async throws {
        try await withScratchFolder { scratch in
            let run = try await RecuaBinary(in: scratch.path).run("inspect", "llamas/chat")
            #expect(run.status == .exited(1) && run.errorOutput.contains("docker://llamas/chat"))
        }
    }
}

import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@Suite struct ValidateTests {
    @Test func `mistakes in what only another target would use are told as well`() async throws {
        try await withScratchFolder { scratch in
            try scratch.write(
                """
                recua: 1
                project: llamas
                stacks:
                  chat:
                    model: { llamafile: https://models.test/m.llamafile }
                    target: local
                    publish: { repository: "http://localhost:5000/chat" }

                """, to: "recua.yaml")
            let recua = RecuaBinary(in: scratch.path)
            let run = try await recua.run("validate")
            #expect(run.status == .exited(2))
            #expect(run.errorOutput.contains("recua.yaml:7:28: error: "), "\(run.errorOutput)")
            #expect(run.errorOutput.contains("`http://localhost:5000/chat`"), "\(run.errorOutput)")
            let mended = try await recua.run("validate", "--set", "publish.repository=localhost:5000/chat")
            #expect(mended.output == "1 stack valid\n", "\(mended.errorOutput)")
        }
    }
}

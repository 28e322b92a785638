import Glibc
import Testing

@testable import RecuaProcess

@Suite struct ReadinessPipeTests {
    @Test(arguments: [("8080\n", "8080"), ("\n", ""), ("80", nil), ("", nil)])
    func `a whole line that was said in time is heard by who looks when patience has ended`(
        said: String, heard: String?
    ) async throws {
        let pipe = try ReadinessPipe()
        defer { pipe.closeReader() }
        #expect(write(pipe.writer, said, said.utf8.count) == said.utf8.count)
        let announcement = try await pipe.announcement(patience: .zero)
        #expect(announcement == heard)
    }

    @Test func `who ended has said what it had to say`() async throws {
        for (said, heard) in [("8080\n", "8080"), ("80", nil), ("", nil)] as [(String, String?)] {
            let pipe = try ReadinessPipe()
            defer { pipe.closeReader() }
            #expect(write(pipe.writer, said, said.utf8.count) == said.utf8.count)
            pipe.closeWriter()
            let announcement = try await pipe.announcement(patience: .seconds(3600))
            #expect(announcement == heard)
        }
    }
}

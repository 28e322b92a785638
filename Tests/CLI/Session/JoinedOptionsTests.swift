import ArgumentParser
import Testing

@testable import RecuaCLI

struct JoinedOptionsTests {
    @Test func `the value of a short option may follow it at once`() throws {
        #expect(try RunOptions.parse(["-j4"]).jobs == 4)
        #expect(try LogsCommand.parse(["one", "-n1"]).lines == 1)
        #expect(try ManifestOptions.parse(["-fmine.yaml"]).file == "mine.yaml")
        #expect(try ManifestOptions.parse(["-f", "mine.yaml"]).file == "mine.yaml")
    }
}

import RecuaTestSupport
import Testing

@testable import RecuaCore

@Suite struct FileWalkTests {
    @Test func `a folder that goes once it was seen is none`() async throws {
        try await withScratchFolder { folder in
            for name in ["a/x", "b/deep/y", "c"] { try folder.write("", to: name) }
            var seen: [String] = []
            try FileWalk.forEach(below: folder.path) { entry in
                seen.append(String(decoding: entry.name, as: UTF8.self))
                if seen.last == "b" { try Files.remove(folder.path("b")) }
            }
            #expect(seen == ["a", "x", "b", "c"])
        }
    }
}

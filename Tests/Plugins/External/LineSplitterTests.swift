import RecuaCore
import Testing

@testable import RecuaExternal

@Suite struct LineSplitterTests {
    @Test(arguments: [1, 2, 3, 100])
    func `lines come out whole however they are cut on the way`(size: Int) {
        var splitter = LineSplitter(limit: 5)
        var lines: [LineSplitter.Line] = []
        let bytes = Array("ab\n\n12345\n123456789\nz\nrest".utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            lines += bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { splitter.take($0) }
        }
        let expected: [LineSplitter.Line] = [
            .whole(Array("ab".utf8)), .whole([]), .whole(Array("12345".utf8)), .cut(Array("12345".utf8)),
            .whole(Array("z".utf8)),
        ]
        #expect(lines == expected)
        #expect(splitter.finish() == .whole(Array("rest".utf8)))
        #expect(splitter.finish() == nil)
    }

    @Test(arguments: [
        "", "null", "{}", "[1]", "{\"id\":1}", "{\"result\":1}", "{\"id\":1,\"result\":1,\"id\":2}", "hello",
    ])
    func `what is neither a call nor an answer is no message`(text: String) {
        #expect(Message(Array(text.utf8)) == nil)
    }
}

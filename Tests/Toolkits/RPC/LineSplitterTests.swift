import RecuaCore
import Testing

@testable import RecuaRPC

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

    @Test func `a line without an end costs no more than its limit, and is told once`() {
        var splitter = LineSplitter(limit: 1 << 20)
        let chunk = [UInt8](repeating: 0, count: 1 << 16)
        var lines: [LineSplitter.Line] = []
        for _ in 0..<1_000 {
            lines += chunk.withUnsafeBytes { splitter.take($0) }
            #expect(splitter.held <= 1 << 20)
        }
        #expect(lines.count == 1)
        #expect(lines.first?.bytes.count == 1 << 20)
        #expect(splitter.finish() == nil)
    }
}

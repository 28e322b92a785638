import RecuaCore
import RecuaGGUF
import RecuaTestSupport
import Testing

@testable import RecuaCLI

struct ModelReportTests {
    @Test(arguments: [
        (Int64(0), 1769, 2), (1 << 30, 1769, 2), (1800 << 20, 1856, 2), (3008 << 20, 3008, 2), (3009 << 20, 3072, 3),
        (10_240 << 20, 10_240, 6),
    ])
    func `Lambda's memory comes in steps, and with cores`(bytes: Int64, megabytes: Int64, cores: Int) {
        #expect(LambdaMemory(holding: bytes)?.megabytes == megabytes)
        #expect(LambdaMemory(holding: bytes)?.cores == cores)
    }

    @Test func `what is more than a function can have does not fit`() {
        #expect(LambdaMemory(holding: 10_240 << 20 + 1) == nil)
        #expect(LambdaMemory(holding: .max) == nil)
    }

    @Test func `a file of more than an image can hold is worth a word, and so is memory that nobody has`() {
        let facts = ModelFileFacts(format: .engine, size: 11 << 30, engine: .init(kind: .script, architectures: []))
        let report = ModelReport(name: "x", facts: facts, context: nil, architecture: nil)
        #expect(report.findings.map(\.code) == ["limit.image-size"])
        #expect(report.findings.allSatisfy { $0.severity == .warning })
    }

    @Test func `a value that is too wide goes on below itself`() {
        var list = FactList()
        list.add("name", "a few words that are too many")
        list.add("missing", nil as String?)
        list.add("more", ["one", "two"])
        let style = TextStyle(isColored: false)
        #expect(
            list.text(style, columns: 26) == "name  a few words that are\n      too many\nmore  one\n      two")
        #expect(list.text(style, columns: nil).hasPrefix("name  a few words that are too many\n"))
    }
}

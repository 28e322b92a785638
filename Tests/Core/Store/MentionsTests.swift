import RecuaTestSupport
import Testing

@testable import RecuaCore

@Suite struct MentionsTests {
    private let one = Digest(of: "one")
    private let two = Digest(of: "two")

    @Test func `digests are found in whatever surrounds them`() {
        let text = #"{"path":"/store/sha256/\#(one.hex)","blob":"sha256:\#(two.hex)"} \#(one.hex)-arm64 "#
        #expect(Mentions.digests(in: text) == [one, two])
        #expect(Mentions.digests(in: one.hex) == [one])
    }

    @Test func `a text may come in pieces`() {
        for length in [0, 1, 63, 64] {
            var scan = Mentions.Scan()
            scan.go(over: Array("(\(one.hex.prefix(length))".utf8))
            scan.go(over: Array("\(one.hex.dropFirst(length)) \(two.hex)".utf8))
            #expect(scan.end() == [one, two])
        }
    }

    @Test func `shorter, longer and capital runs are no digests`() {
        #expect(
            Mentions.digests(in: "\(one.hex.dropLast()) \(one.hex)0 \(one.hex)\(two.hex) \(two.hex.uppercased())") == []
        )
        #expect(Mentions.digests(in: "") == [])
    }
}

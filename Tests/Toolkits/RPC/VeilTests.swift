import RecuaCore
import RecuaRPC
import Testing

@Suite struct VeilTests {
    private let veil = Veil(["swordfish", "fish and chips", "cod"])

    @Test func `a secret that reaches into a window is covered whole`() {
        let bytes = Array("one swordfish, two".utf8)
        func shown(_ window: Range<Int>) -> String { String(decoding: veil.covering(bytes, in: window), as: UTF8.self) }
        #expect(shown(0..<8) == "one •••")
        #expect(shown(8..<bytes.count) == "•••, two")
        #expect(shown(6..<9) == "•••")
        #expect(shown(13..<bytes.count) == ", two")
    }

    @Test func `secrets that overlap are covered together, and short ones are none`() {
        #expect(veil.covering("swordfish and chips and cod") == "••• and cod")
        #expect(Veil().covering("swordfish") == "swordfish")
    }

    @Test func `of a secret of several lines each longer one is a secret`() {
        #expect(Veil(["BEGIN\nabcdefgh\nEND"]).covering("x abcdefgh END") == "x ••• END")
    }

    @Test func `what is cut shows no half of a secret`() {
        var veil = Veil()
        veil.add(Veil(["swordfish"]))
        #expect(
            PlainText.line(Array((String(repeating: "x", count: 1_995) + "swordfish").utf8), behind: veil).hasSuffix(
                "x•••"))
        let line = Array(("swordfish" + String(repeating: " ", count: 55) + "NaN").utf8)
        let fault = #expect(throws: NoMessage.self) { try Message(reading: line) }
        #expect(fault?.excerpt(behind: veil).contains("sword") == false)
        let item: JSON = ["message": "m", "code": .string(String(repeating: "X", count: 55) + "swordfish")]
        let faults = Diagnostic.faults(of: item, code: "probe.check", behind: veil)
        #expect(faults.count == 1 && !faults[0].text.contains("sword"))
    }
}

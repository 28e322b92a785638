import RecuaTestSupport
import Testing

@testable import RecuaCore

struct SourceTextTests {
    @Test(arguments: ["", "a", "é\nb", "räumlich 🦙\r\nx", "\u{FEFF}recua: é\n", String(repeating: "é🦙a", count: 100)])
    func `each scalar is found again by its byte`(text: String) throws {
        let source = try SourceText(name: "m.yaml", text: text)
        let count = String(decoding: source.bytes, as: UTF8.self).unicodeScalars.count
        var bytes: [Int] = []
        for index in 0...count {
            bytes.append(source.byte(of: index))
            #expect(source.scalar(ofByte: source.byte(of: index)) == index)
        }
        #expect(bytes == Array(Set(bytes)).sorted() && bytes.last == source.bytes.count)
        for byte in 0..<source.bytes.count {
            #expect(source.byte(of: source.scalar(ofByte: byte)) <= byte)
        }
    }

    /// Found by fuzzing: its offset was that of a byte further on, where its end came before its beginning.
    @Test(arguments: [[0xC3, 0xA9, 0x82, 0x9B, 0x82], [0x82, 0x82], [0x61, 0xF0, 0x9F, 0xA6], [0xE2, 0x82, 0x2E]])
    func `a byte that is no UTF-8 is placed where it is, whatever it comes after`(bytes: [UInt8]) throws {
        let text = Array("recua: 1\n".utf8) + bytes + Array("x\n".utf8)
        let fault = bytes.starts(with: [0xC3]) ? 2 : bytes.starts(with: [0x61]) ? 1 : 0
        #expect {
            try SourceText(name: "m.yaml", bytes: text)
        } throws: { error in
            guard let place = (error as? Diagnostic)?.place else { return false }
            return place.start.offset == 9 + fault && place.end.offset == place.start.offset + 1
        }
    }
}

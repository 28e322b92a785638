import RecuaCore
import Testing

struct DigestTests {
    private let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test func `a digest is SHA-256, however the bytes come`() {
        var hasher = Digest.Hasher()
        hasher.update(Array("ab".utf8))
        hasher.update(Array("c".utf8))
        #expect(Digest(of: "").hex == empty)
        #expect(hasher.finish() == Digest(of: "abc"))
        #expect(Digest(of: "abc").hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `a digest is read with or without its prefix, in either case, and nothing else is`() {
        #expect(Digest(empty)?.description == "sha256:\(empty)")
        #expect(Digest("sha256:\(empty.uppercased())")?.hex == empty)
        for text in ["", "sha256:", String(empty.dropLast()), empty + "0", "g" + empty.dropFirst(), "sha512:\(empty)"] {
            #expect(Digest(text) == nil)
        }
        #expect(throws: DecodingError.self) { try JSON.string("abc").decode(Digest.self) }
        #expect(Digest(empty)?.short == "e3b0c44298fc")
    }
}

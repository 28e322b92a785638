import RecuaTestSupport
import Testing

@testable import RecuaCore

struct LockFileTests {
    static let digest = Digest(of: "weights")
    static let text = """
        {
          "recuaLock": 1,
          "sources": {
            "hf://a/b/c.gguf": {
              "sha256": "\(digest.hex)",
              "size": 7,
              "url": "hf://a/b@0123/c.gguf"
            },
            "https://models.test/é.gguf?sign=1": {
              "sha256": "\(digest.hex)",
              "size": 0
            }
          }
        }

        """
    static let file = LockFile(pins: [
        "https://models.test/é.gguf?sign=1": Pin(sha256: digest, size: 0),
        "hf://a/b/c.gguf": Pin(sha256: digest, size: 7, url: "hf://a/b@0123/c.gguf"),
    ])

    private func parse(_ text: String) throws -> LockFile { try LockFile(parsing: Array(text.utf8), name: "m.lock") }

    /// The first complaint, as a person sees it.
    private func complaint(_ text: String) -> String {
        do {
            _ = try parse(text)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func `what is written is read, and is written the same again`() throws {
        #expect(Self.file.text == Self.text)
        #expect(try parse(Self.text) == Self.file)
        #expect(try parse(LockFile().text) == LockFile())
    }

    @Test func `white space and the order of keys do not matter to a reader, since git merges lines`() throws {
        let json = try JSON(parsing: Self.text)
        #expect(try parse(json.text()) == Self.file)
        #expect(try parse("\n\t" + Self.text) == Self.file)
    }

    @Test(
        arguments: [
            ("", "m.lock:1:1: error: the lock file is no JSON: unexpected end  [lock.syntax]"),
            (
                "{\n  \"recuaLock\": 1,\n}",
                "m.lock:3:1: error: the lock file is no JSON: expected a key in quotes  [lock.syntax]"
            ),
            (
                "{\n<<<<<<< HEAD\n  \"recuaLock\": 1\n",
                "m.lock:2:1: error: the lock file is no JSON: expected a key in quotes  [lock.syntax]"
            ),
            (
                "{\"recuaLock\": 1, \"recuaLock\": 1}",
                "m.lock:1:32: error: the lock file is no JSON: duplicate key `recuaLock`"
            ),
            (
                "{\"é\": 1} x",
                "m.lock:1:10: error: the lock file is no JSON: unexpected text after the value  [lock.syntax]"
            ),
            (
                "{\"recuaLock\": 2, \"sources\": []}",
                "m.lock:1:15: error: the lock file is of version 2, and this recua reads"
            ),
            (
                "{\"recuaLock\": 0, \"sources\": {}}",
                "m.lock:1:15: error: `lock.recuaLock` must be 1, found 0  [lock.broken]"
            ),
            ("{\"sources\": {}}", "m.lock:1:1: error: missing key `recuaLock` in `lock`  [lock.broken]"),
            ("{\"recuaLock\": 1}", "m.lock:1:1: error: missing key `sources` in `lock`  [lock.broken]"),
            ("{\"recuaLock\": \"1\", \"sources\": {}}", "m.lock:1:15: error: expected an integer in `lock.recuaLock`"),
            ("[]", "m.lock:1:1: error: expected a mapping in `lock`, found a list  [lock.broken]"),
            (
                "{\"recuaLock\": 1, \"sources\": {}, \"x\": 1}",
                "m.lock:1:38: error: unknown key `x` in `lock`  [lock.broken]"
            ),
        ] as [(String, String)])
    func `a lock file that is broken or newer is refused with its place`(text: String, expected: String) {
        let complaint = complaint(text)
        #expect(complaint.hasPrefix(expected), "\(complaint)")
    }

    @Test(
        arguments: [
            ("\"size\": 7", "\"size\": -7"), ("\"size\": 7", "\"size\": 7.5"),
            ("\"size\": 7", "\"size\": \"7\""),
            ("\"size\": 7", "\"bytes\": 7"), ("\"sha256\": \"", "\"sha256\": \"0"),
            ("\"sha256\": \"", "\"sha\": \""),
            (digest.hex, digest.hex.uppercased()), (digest.hex, "sha256:\(digest.hex)"), (digest.hex, ""),
            ("hf://a/b@0123", "hf://x/b@0123"), ("hf://a/b@0123/c.gguf", "/etc/passwd"),
            ("hf://a/b@0123/c.gguf", "https://elsewhere.test/c.gguf"), ("hf://a/b@0123/c.gguf", ""),
            ("\"hf://a/b/c.gguf\": {", "\"hf://a/b/c.gguf\": 1, \"x\": {"),
        ] as [(String, String)])
    func `a field that somebody mangled is refused, and never taken for nothing`(
        old: String, new: String
    ) throws {
        let range = try #require(Self.text.firstRange(of: old))
        let mangled = Self.text.replacingCharacters(in: range, with: new)
        #expect {
            try parse(mangled)
        } throws: { error in
            let found = Diagnostics.from(error)
            return found.allSatisfy { $0.code == "lock.broken" && ($0.place?.start.line ?? 0) > 2 && $0.help != nil }
        }
    }

    @Test func `bytes that are no text are refused`() {
        #expect {
            try LockFile(parsing: [0x7B, 0xFF, 0x7D], name: "m.lock")
        } throws: { error in
            Diagnostics.from(error).map(\.code) == ["lock.syntax"]
        }
    }

    @Test func `a key may be longer than YAML would take`() throws {
        let long = "https://models.test/a?" + String(repeating: "x", count: 5000)
        let file = LockFile(pins: [long: Pin(sha256: Self.digest, size: 1)])
        #expect(try parse(file.text) == file)
    }

    @Test(arguments: [
        ("https://models.test/a.gguf", "https://models.test/a.gguf"),
        ("https://models.test/a.gguf?X-Amz-Signature=1", "https://models.test/a.gguf?…"),
        ("https://user:word@models.test/a@b", "https://…@models.test/a@b"), ("hf://a/b@main/c", "hf://a/b@main/c"),
        ("models/a.gguf#x", "models/a.gguf?…"), ("https://models.test/${env:PATH}", "https://models.test/${env:PATH}"),
    ]) func `what may be secret in a source is not shown`(text: String, shown: String) {
        #expect(SourceName.shown(text) == shown)
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}

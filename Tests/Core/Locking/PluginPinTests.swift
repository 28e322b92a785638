import Testing

@testable import RecuaCore

/// Plugins in the lock file.
@Suite struct PluginPinTests {
    private static let digest = Digest(of: "program")
    private static let file = LockFile(
        pins: ["hf://a/b/c.gguf": Pin(sha256: digest, size: 7)],
        plugins: [
            "table": PluginPin(
                source: "oci://r.test/table:1", sha256: digest, size: 12, url: "oci://r.test/table@\(digest)"),
            "wheel": PluginPin(sha256: digest),
        ])

    private func parse(_ text: String) throws -> LockFile { try LockFile(parsing: Array(text.utf8), name: "m.lock") }

    @Test func `what is written is read, by whatever white space`() throws {
        #expect(try parse(Self.file.text) == Self.file)
        #expect(try parse(JSON(parsing: Self.file.text).text()) == Self.file)
        #expect(!LockFile(plugins: Self.file.plugins).isEmpty)
    }

    @Test func `a file without plugins is as it always was`() {
        #expect(LockFile().text == "{\n  \"recuaLock\": 1,\n  \"sources\": {}\n}\n")
    }

    /// What somebody may make of it by hand.
    @Test(
        arguments: [
            ("oci://r.test/table@sha256:", "oci://other.test/table@sha256:", "is not on the server of"),
            ("\"source\": \"oci://r.test/table:1\"", "\"source\": \"\"", "lock.broken"),
            ("\"source\": \"oci://r.test/table:1\",", "", "is not on the server of"),
            ("\"size\": 12", "\"size\": -1", "lock.broken"),
            (
                "\"sha256\": \"\(digest.hex)\",\n      \"size\": 12", "\"sha256\": \"abc\",\n      \"size\": 12",
                "lock.broken"
            ),
            ("\"wheel\"", "\"wheel\": 1, \"w\"", "lock.broken"),
        ]
    )
    func `what is no pin of a plugin is refused with its line`(old: String, new: String, message: String) {
        let text = Self.file.text.replacing(old, with: new)
        #expect(text != Self.file.text)
        let error = #expect(throws: Diagnostics.self) { try parse(text) }
        #expect(error?.description.hasPrefix("m.lock:") == true, "\(String(describing: error))")
        #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
}

import RecuaCore
import Testing

@Suite struct `Quantities` {
    @Test(
        arguments: [
            ("1048576", 1_048_576), ("512MiB", 536_870_912), ("10GB", 10_000_000_000), ("1.5 KiB", 1536), ("0", 0),
            ("2tb", 2_000_000_000_000),
            ("7B", 7),
        ] as [(String, Int64)])
    func `sizes`(text: String, bytes: Int64) throws { #expect(try ByteCount(parsing: text).bytes == bytes) }

    @Test(arguments: ["", "MiB", "-1", "1 M", "1MiB 2", "1e3", ".5GB", "5.", "99999999999TB", "１"])
    func `no sizes`(text: String) { #expect(throws: Diagnostic.self) { try ByteCount(parsing: text) } }

    @Test(
        arguments: [
            ("500ms", .milliseconds(500)), ("30s", .seconds(30)), ("15m", .seconds(900)), ("2h", .seconds(7200)),
            ("1h30m", .seconds(5400)), ("1.5h", .seconds(5400)), ("1d", .seconds(86400)), ("0s", .zero),
        ] as [(String, Duration)])
    func `durations`(text: String, duration: Duration) throws {
        #expect(try TimeSpan(parsing: text).duration == duration)
    }

    @Test(arguments: ["", "5", "s", "-1s", "5 parsecs", "1H", "99999999d", "1s5"])
    func `no durations`(text: String) { #expect(throws: Diagnostic.self) { try TimeSpan(parsing: text) } }

    @Test func `they are decoded from what the manifest says`() throws {
        #expect(try JSON.string("2h").decode(TimeSpan.self).duration == .seconds(7200))
        #expect(try JSON(encoding: ByteCount(parsing: "1GiB")) == "1GiB")
    }
}

import RecuaTestSupport
import Testing

@testable import RecuaCore

struct LockUpdateTests {
    private static func use(_ text: String, in stack: String = "one", sha256: Digest? = nil, canBePinned: Bool = true)
        -> SourceUse
    {
        SourceUse(
            text: text, place: .testing, stack: stack, section: "model", pointer: "/model/weights", sha256: sha256,
            canBePinned: canBePinned
        )
    }

    private static func pin(_ text: String, size: Int64 = 1, url: String? = nil) -> Pin {
        Pin(sha256: Digest(of: text), size: size, url: url)
    }

    private static let file = LockFile(pins: ["a": pin("a"), "gone": pin("gone")])

    @Test func `what is missing is asked about once, and what is not named any more is dropped`() {
        let update = LockUpdate(
            of: Self.file, sources: [Self.use("a"), Self.use("b"), Self.use("b", in: "two"), Self.use("c", in: "two")],
            in: ["one", "two"])
        #expect(update.questions.map(\.text) == ["b", "c"])
        #expect(update.dropped == ["gone"])
        #expect(update.isDue)
        let after = update.applied(["b": Self.pin("b")], to: Self.file)
        #expect(after.pins == ["a": Self.pin("a"), "b": Self.pin("b")])
    }

    @Test func `of other stacks nothing is asked, and nothing is dropped`() {
        let update = LockUpdate(
            of: Self.file, sources: [Self.use("gone", in: "two"), Self.use("a"), Self.use("b", in: "two")], in: ["one"],
            asksAgain: true)
        #expect(update.questions.map(\.text) == ["a"])
        #expect(update.dropped.isEmpty)
        #expect(!update.isDue)
    }

    @Test func `nothing is dropped as long as a part of the manifest cannot be read`() {
        #expect(LockUpdate(of: Self.file, sources: [], in: ["one"], knowsAll: false).dropped.isEmpty)
        #expect(LockUpdate(of: Self.file, sources: [], in: ["one"]).dropped == ["a", "gone"])
    }

    @Test func `a source with a digest of its own needs no pin`() {
        let update = LockUpdate(of: Self.file, sources: [Self.use("a", sha256: Digest(of: "x"))], in: ["one"])
        #expect(update.questions.isEmpty)
        #expect(update.dropped == ["a", "gone"])
        let shared = LockUpdate(
            of: Self.file, sources: [Self.use("a", sha256: Digest(of: "x")), Self.use("a")], in: ["one"])
        #expect(shared.dropped == ["gone"])
    }

    @Test func `a source whose plugin takes no digest is told and not asked about`() {
        let update = LockUpdate(of: LockFile(), sources: [Self.use("a", canBePinned: false)], in: ["one"])
        #expect(update.questions.isEmpty)
        #expect(update.unpinnable.map(\.text) == ["a"])
        #expect(!update.isDue)
    }

    @Test func `the same bytes in a later commit change no entry, other bytes do`() {
        let old = LockFile(pins: ["a": Self.pin("a", url: "a@1")])
        let update = LockUpdate(of: old, sources: [Self.use("a")], in: ["one"], asksAgain: true)
        #expect(update.questions.map(\.text) == ["a"])
        #expect(update.applied(["a": Self.pin("a", url: "a@2")], to: old) == old)
        #expect(update.applied(["a": Self.pin("a", url: nil)], to: old) == old)
        let new = Self.pin("b", url: "a@2")
        #expect(update.applied(["a": new], to: old).pins == ["a": new])
        let bare = LockFile(pins: ["a": Self.pin("a")])
        #expect(update.applied(["a": Self.pin("a", url: "a@2")], to: bare).pins["a"]?.url == "a@2")
    }

    @Test func `answers are put into the file as it is now, not as it was`() {
        let update = LockUpdate(of: LockFile(), sources: [Self.use("a")], in: ["one"])
        let now = LockFile(pins: ["b": Self.pin("b")])
        #expect(update.applied(["a": Self.pin("a")], to: now).pins.keys.sorted() == ["a", "b"])
    }
}

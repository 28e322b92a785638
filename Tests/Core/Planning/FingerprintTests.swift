import RecuaTestSupport
import Testing

@testable import RecuaCore

struct FingerprintTests {
    @Test(
        arguments: [
            (["a": "bc"], ["ab": "c"]), (["a": "", "b": ""], ["a": "b"]), (["a": "b"], ["a": "b", "c": ""]),
            ([:], ["": ""]),
            (["a": "1", "b": "2"], ["a": "2", "b": "1"]), (["é": ""], ["e\u{301}": ""]),
            (["a": "é"], ["a": "e\u{301}"]),
        ] as [([String: String], [String: String])])
    func `different components never have the same digest`(one: [String: String], other: [String: String]) {
        #expect(Fingerprint(components: one).digest != Fingerprint(components: other).digest)
    }

    @Test(
        arguments: [
            (["a.b": 1], ["a": ["b": 1]]), (["a": [1]], ["a": ["0": 1]]), (["a": [1]], ["a[0]": 1]), (["": 1], 1),
            (["a": ["b.c": 1]], ["a.b": ["c": 1]]), (["a": []], ["a": [:]]), (["a": "1"], ["a": 1]), ([:], []),
            (["a": .null], [:]), (["\"a": 1], ["\"a\"": 1]), (["a": ["\"b.c\"": 1]], ["a": ["b.c": 1]]),
        ] as [(JSON, JSON)])
    func `different sections never have the same leaves`(one: JSON, other: JSON) {
        func components(_ json: JSON) -> [String: String] {
            Dictionary(Fingerprint.leaves(of: json).map { ($0.path.text, $0.value) }) { first, _ in first + "?" }
        }
        #expect(components(one) != components(other))
    }

    @Test func `leaves are named as a person writes them, and pointed at as JSON pointers`() {
        let sections: JSON = ["smoke": [["chat": "Hi"]], "image": ["labels": ["org.team/a~b": "x"], "files": []]]
        let leaves = Fingerprint.leaves(of: sections).sorted { $0.path.text < $1.path.text }
        #expect(leaves.map(\.path.text) == ["image.files", "image.labels.\"org.team/a~b\"", "smoke[0].chat"])
        #expect(leaves.map(\.path.pointer) == ["/image/files", "/image/labels/org.team~1a~0b", "/smoke/0/chat"])
        #expect(leaves.map(\.value) == ["[]", "\"x\"", "\"Hi\""])
    }

    @Test func `a difference is told with what it was and what it is`() throws {
        let digests = (Digest(of: "1"), Digest(of: "2"))
        let old = Fingerprint(components: ["a": "1", "b": "2", "file x": digests.0.description, "n": "é"])
        let new = Fingerprint(components: ["a": "1", "c": "3", "file x": digests.1.description, "n": "e\u{301}"])
        #expect(
            new.changes(since: old).map(\.description) == [
                "b is gone: it was 2", "c is new: 3", "file x: sha256:\(digests.0.short) → sha256:\(digests.1.short)",
                "n: é → e\u{301}",
            ]
        )
        #expect(new.changes(since: new).isEmpty)
        let kept = try Fingerprint(parsing: new.json.text())
        #expect(kept == new)
    }

    @Test(
        arguments: [
            ["a": "1"], ["section a.b": #""text""#, "z": #"C:\x"#], ["n": "é\n"], ["a": "1", "b": "", "": "x"],
            ["a \"b\"": "1"],
        ])
    func `a fingerprint knows its own text, and takes no other for it`(components: [String: String]) throws {
        let fingerprint = Fingerprint(components: components)
        let text = fingerprint.json.text()
        #expect(fingerprint.isWritten(as: text))
        let others = [
            "", "{}", String(text.dropLast()), text + " ", text.replacing("1", with: "2") + "x",
            Fingerprint(components: components.merging(["more": ""]) { $1 }).json.text(),
        ]
        for other in others { #expect(!fingerprint.isWritten(as: other)) }
        #expect(try Fingerprint(parsing: text) == fingerprint)
    }

    @Test func `neither a value that looks like two components nor a letter that looks the same is taken for it`() {
        let one = Fingerprint(components: ["a": #"1","b":"2"#])
        let two = Fingerprint(components: ["a": "1", "b": "2"])
        #expect(!one.isWritten(as: two.json.text()) && !two.isWritten(as: one.json.text()))
        let accented = Fingerprint(components: ["a": "é"])
        #expect(!accented.isWritten(as: Fingerprint(components: ["a": "e\u{301}"]).json.text()))
        #expect(!Fingerprint(components: [:]).isWritten(as: ""))
        // What is written with its number only reading tells.
        let control = Fingerprint(components: ["a": "\u{1}"])
        #expect(!control.isWritten(as: control.json.text()))
    }

    @Test func `a fingerprint of another scheme differs by its scheme`() throws {
        let new = Fingerprint(
            of: Fingerprint.Basis(BenchPlugins.smoke, environment: [:]),
            in: StackFacts(name: "a", project: "p", target: "t", folder: "/"), sections: [:], inputs: [:], files: [:])
        var old = new
        old.components["scheme"] = "0"
        #expect(new.changes(since: old).map(\.component) == ["scheme"])
    }

    @Test func `folder, target and unasked facts do not count, and declared facts do`() {
        func fingerprint(_ stack: StackFacts, _ facts: Set<PluginDescriptor.Fact>) -> Fingerprint {
            var descriptor = BenchPlugins.smoke
            descriptor.facts = facts
            let basis = Fingerprint.Basis(descriptor, environment: [:])
            return Fingerprint(of: basis, in: stack, sections: [:], inputs: [:], files: [:])
        }
        let one = StackFacts(name: "a", project: "p", target: "t", folder: "/x")
        let other = StackFacts(name: "b", project: "q", target: "u", description: "d", tags: ["k": "v"], folder: "/y")
        #expect(fingerprint(one, []) == fingerprint(other, []))
        let all: Set<PluginDescriptor.Fact> = [.name, .project, .target, .description, .tags]
        #expect(fingerprint(other, all).changes(since: fingerprint(one, all)).count == 5)
    }
}

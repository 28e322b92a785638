import RecuaTestSupport
import Testing

@testable import RecuaCore

struct SecretChangeTests {
    private func reasons(_ bench: Bench) throws -> [String] {
        try bench.plan().stacks.flatMap(\.steps).flatMap { $0.reasons.map { "\($0)" } }
    }

    @Test func `a secret that the manifest spells out is never told, and that it changed is`() async throws {
        try await withBench { bench in
            bench.sections["local"] = ["key": "hunter2"]
            try await bench.up()
            bench.sections["local"] = ["key": "hunter3"]
            #expect(try reasons(bench) == ["section local.key: a secret → another secret"])
            bench.sections["local"] = ["key": "${env:KEY}"]
            #expect(try reasons(bench) == ["section local.key: a secret → \"${env:KEY}\""])
            bench.sections["local"] = [:]
            #expect(try reasons(bench) == ["section local.key is gone: it was a secret"])
        }
    }

    @Test func `of a source only credentials and queries are left out`() async throws {
        try await withBench { bench in
            let source = Schema.object([.required("weights", .source())])
            bench.fetch.descriptor.sections = [.init("model", source)]
            bench.fetch.onRun = { _ in ["weights": "x"] }
            bench.sections["model"] = ["weights": "https://a.test/x?token=hunter2"]
            try await bench.up()
            bench.sections["model"] = ["weights": "https://b.test/x"]
            #expect(
                try reasons(bench).first
                    == "section model.weights: \"https://a.test/x?…\" → \"https://b.test/x\"")
        }
    }

    @Test(arguments: ["a", "a.b", "a[3].c", "a.\"x.y\".z", "a.\"q\\\"[\".b", "\"\""])
    func `a path is read as it is written`(text: String) {
        var path = ComponentPath()
        for token in ComponentPath.tokens(ofText: text) {
            path = Int(token).map { path.appending(index: $0) } ?? path.appending(key: token)
        }
        #expect(path.text == text)
        #expect(path.tokens == ComponentPath.tokens(ofText: text))
    }

    @Test func `what only looks like a pinned source counts whole`() async throws {
        try await withBench { bench in
            let loose = Schema(.any)
            bench.smoke.descriptor.sections = [.init("smoke", loose)]
            func body(_ url: String) -> JSON {
                ["body": ["url": .string(url), "sha256": .string(Mutation.pin)]]
            }
            bench.sections["smoke"] = body("a")
            try await bench.up()
            bench.sections["smoke"] = body("b")
            #expect(try reasons(bench) == ["section smoke.body.url: \"a\" → \"b\""])
        }
    }

    @Test func `a description that is not there is another than an empty one`() {
        func value(_ description: String?) -> String? {
            StackFacts(name: "a", project: "p", target: "t", description: description, folder: "/")
                .value(of: .description)
        }
        #expect(value(nil) == nil && value("") == "")
    }
}

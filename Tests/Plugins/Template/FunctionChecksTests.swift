import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaTemplate

@Suite struct `What AWS would refuse` {
    @Test(
        arguments: [
            (["environment": ["AWS_REGION": "x"]], "template.reserved-variable", "/function/environment/AWS_REGION"),
            (
                ["environment": ["AWS_LWA_INVOKE_MODE": "x"]], "template.reserved-variable",
                "/function/environment/AWS_LWA_INVOKE_MODE"
            ),
            (["environment": ["1A": "x"]], "template.variable-name", "/function/environment/1A"),
            (["environment": ["A": "x"]], "template.variable-name", "/function/environment/A"),
            (["environment": ["A/B": "x"]], "template.variable-name", "/function/environment/A~1B"),
            (["logRetention": 15], "limit.log-retention", "/function/logRetention"),
            (["url": ["cors": ["origins": ["*", "https://a.org/"]]]], "template.cors", "/function/url/cors/origins/1"),
            (["url": ["cors": ["origins": ["a.org"]]]], "template.cors", "/function/url/cors/origins/0"),
            (
                ["url": ["cors": ["origins": ["*"], "methods": ["GET", "OPTIONS"]]]], "template.cors",
                "/function/url/cors/methods/1"
            ),
        ] as [(JSON, String, String)])
    func `is told before anything runs`(function: JSON, code: String, pointer: String) throws {
        let found = try check(function)
        #expect(found.map(\.code) == [code])
        #expect(found.map(\.pointer) == [pointer])
    }

    @Test(
        arguments: [
            ["environment": ["OMP_NUM_THREADS": "6", "AWS_LWA_PORT": "8080", "a1": ""]], ["logRetention": 3653],
            ["url": ["cors": ["origins": ["http://localhost:3000", "https://*.example.org"], "methods": ["*"]]]],
        ] as [JSON])
    func `is not more than it is`(function: JSON) throws {
        #expect(try check(function).isEmpty)
    }

    @Test func `variables of more than 4096 bytes are too many, secrets counted by name`() throws {
        let name = "NAME"
        let fits = JSON.string(String(repeating: "x", count: 4096 - name.utf8.count))
        let secret = JSON.string("${env:" + String(repeating: "X", count: 200) + "}")
        #expect(try check(["environment": .object([name: fits])]).isEmpty)
        #expect(try check(["environment": .object([name: fits, "AB": secret])]).map(\.code) == ["limit.environment"])
        let manySecrets = (10..<60).map { ("SECRET\($0)", secret) }
        #expect(try check(["environment": .object(Dictionary(manySecrets) { $1 })]).isEmpty)
    }

    @Test(arguments: [
        ["aws:x": "y"], ["recua:stack": "y"], ["a,b": "y"], ["a=b": "y"], ["a": "y\nz"], ["": "y"],
        [String(repeating: "k", count: 129): "y"], ["a": String(repeating: "v", count: 257)],
    ])
    func `a tag that Lambda does not take is told`(tags: [String: String]) throws {
        let found = try check([:], tags: tags)
        #expect(found.map(\.code) == ["template.tag"])
        #expect(found.allSatisfy { $0.pointer?.hasPrefix("/tags/") == true })
    }

    @Test func `a long description is told`() throws {
        #expect(try check([:], description: String(repeating: "d", count: 1025)).map(\.code) == ["limit.description"])
    }

    @Test(
        arguments: [
            (["memory": 20_480], "memory"), (["memory": 127], "memory"), (["memory": "much"], "memory"),
            (["timeout": 901], "timeout"),
            (["timeout": 0], "timeout"), (["ephemeralStorage": 511], "ephemeralStorage"),
            (["url": ["auth": "open"]], "auth"),
            (["architecture": "riscv"], "architecture"), (["memroy": 1024], "memory"),
        ] as [(JSON, String)])
    func `limits of single values are the schema's, with the key named`(function: JSON, key: String) throws {
        let found = FunctionSection.schema.check(Node(testing: function), name: "function")
        #expect(found.count == 1)
        #expect(found.first?.place != nil)
        #expect(found.first?.description.contains("\(key)`") == true, "\(found)")
    }

    private func check(_ function: JSON, description: String? = nil, tags: [String: String] = [:]) throws
        -> [Diagnostic]
    {
        let facts = StackFacts(
            name: "demo", project: "tests", target: "lambda", description: description, tags: tags, folder: "/"
        )
        return TemplatePlugin().check(try Rendering.sections(function), in: facts)
    }
}

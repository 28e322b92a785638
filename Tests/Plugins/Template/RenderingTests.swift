import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaTemplate

@Suite struct `What readers find in the rendered files` {
    @Test func `every character of a value survives`() async throws {
        let values = [
            "quotes": #"a "b" 'c' \ \" \n"#, "lines": "one\ntwo\r\n\tthree ",
            "markup": "{a: [b, #c]} & *d !e | > % @ `f`, - ?:",
            "unprintable": "\u{0}\u{1}\u{1B}\u{7F}\u{85}\u{9F}", "breaks": "a\u{2028}b\u{2029}c\u{FEFF}d\u{FFFE}",
            "letters": "é ü 日本語 🦙\u{301}", "empty": "", "space": " x ", "number": "1e3", "octal": "010",
            "date": "2026-11-23",
            "sexagesimal": "1:20", "merge": "<<", "word": "no", "tilde": "~", "colon": "a: b", "comment": "a #b",
            "end": "a:",
        ]
        try await withScratchFolder { folder in
            let variables = values.mapValues { JSON.string($0) }
            let rendering = try await Rendering(
                ["environment": .object(variables)], description: values["markup"], in: folder)
            let read = try await rendering.properties()["Environment"]?["Variables"]
            for (name, value) in values { #expect(read?[name]?.string == value, "\(name)") }
            #expect(try await rendering.parsedTemplate()["Description"]?.string == values["markup"])
        }
    }

    @Test func `every character that a tag may have survives, for the SAM CLI too`() async throws {
        let tags = ["plain": "x", "a b": "c  d", "equals": "a=b c=d", "signs": "_.:/+-@ é9", "empty": ""]
        try await withScratchFolder { folder in
            let rendering = try await Rendering(tags: tags, in: folder)
            let all = tags.merging(["recua:project": "tests", "recua:stack": "demo"]) { $1 }
            let expected = JSON.object(all.mapValues { .string($0) })
            #expect(try await rendering.properties()["Tags"] == expected)
            let script = """
                import json, sys, tomllib
                from samcli.cli.types import CfnTags
                words = tomllib.loads(sys.stdin.read())["default"]["deploy"]["parameters"]["tags"]
                print(json.dumps(CfnTags().convert(words, None, None)))
                """
            let fingerprint = try #require(rendering.artifact.fingerprint).hex
            let read = try JSON(parsing: try await TestTools.python(script, input: rendering.configuration))
            #expect(
                read
                    == .object(
                        all.merging(["recua:fingerprint": fingerprint]) { $1 }.mapValues { .string($0) }))
        }
    }

    @Test func `the fingerprint changes with what is deployed, and with nothing else`() async throws {
        try await withScratchFolder { folder in
            let first = try await Rendering(["memory": 1024], in: folder).artifact
            let other = try await withScratchFolder { try await Rendering(["memory": 1024], in: $0).artifact }
            #expect(first.fingerprint == other.fingerprint)
            for changed in [
                try await Rendering(["memory": 2048], in: folder), try await Rendering(tags: ["a": "b"], in: folder),
                try await Rendering(["memory": 1024], lambda: ["region": "eu-west-1"], in: folder),
                try await Rendering(["memory": 1024, "url": ["auth": "none"]], in: folder),
            ] {
                #expect(changed.artifact.fingerprint != first.fingerprint)
            }
        }
    }

    @Test func `what is asked of the function is in the artifact, secrets by their parameters`() async throws {
        try await withScratchFolder { folder in
            let rendering = try await Rendering(
                [
                    "memory": 1024, "timeout": 60, "environment": ["KEY": "${env:SECRET}", "PLAIN": "x"],
                    "url": ["auth": "none", "stream": false],
                ], in: folder)
            #expect(
                rendering.artifact.settings
                    == FunctionSettings(
                        memory: 1024, timeout: 60, ephemeralStorage: 512, reservedConcurrency: 2,
                        environment: ["AWS_LWA_INVOKE_MODE": "buffered", "PLAIN": "x"],
                        secretVariables: ["KEY": "VariableKEY"], auth: .none, isStreaming: false))
        }
    }

    @Test func `a variable with a secret is a parameter, and its value is nowhere`() async throws {
        try await withScratchFolder { folder in
            let rendering = try await Rendering(
                ["environment": ["API_KEY": "${env:SECRET}", "MIXED": "Bearer ${env:SECRET}", "PLAIN": "x"]], in: folder
            )
            #expect(
                rendering.artifact.secretParameters == [
                    "VariableAPIZuKEY": "${env:SECRET}", "VariableMIXED": "Bearer ${env:SECRET}",
                ])
            let template = try await rendering.parsedTemplate()
            #expect(template["Parameters"]?["VariableAPIZuKEY"] == ["Type": "String", "NoEcho": true])
            let variables = try await rendering.properties()["Environment"]?["Variables"]
            #expect(variables?["API_KEY"] == ["Ref": "VariableAPIZuKEY"])
            #expect(variables?["PLAIN"] == "x")
            for text in [rendering.template, rendering.configuration] {
                #expect(!text.contains("hunter2"))
                #expect(!text.contains("${env:"))
            }
        }
    }

    @Test func `two variables never share a parameter`() async throws {
        let names = ["A_B", "AZuB", "AZB", "AZzB", "AB", "A_ZuB", "AZ_B", "A__B", "AZuZuB"]
        try await withScratchFolder { folder in
            let variables = names.map { ($0, JSON.string("${env:SECRET}")) }
            let environment = JSON.object(Dictionary(variables) { $1 })
            let rendering = try await Rendering(["environment": environment], in: folder)
            #expect(rendering.artifact.secretParameters.count == names.count)
            for name in rendering.artifact.secretParameters.keys {
                #expect(
                    name.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) }
                )
            }
        }
    }

    @Test(arguments: [(true, "response_stream", "RESPONSE_STREAM"), (false, "buffered", "BUFFERED")])
    func `the adapter and the URL agree on streaming`(stream: Bool, adapter: String, url: String) async throws {
        try await withScratchFolder { folder in
            let rendering = try await Rendering(["url": ["stream": .bool(stream)]], in: folder)
            let properties = try await rendering.properties()
            #expect(properties["Environment"]?["Variables"]?["AWS_LWA_INVOKE_MODE"]?.string == adapter)
            #expect(properties["FunctionUrlConfig"]?["InvokeMode"]?.string == url)
            #expect(rendering.artifact.isStreaming == stream)
        }
    }

    @Test func `a public URL says NONE by the letter, since SAM opens it for nothing else`() async throws {
        try await withScratchFolder { folder in
            let rendering = try await Rendering(["url": ["auth": "none"]], in: folder)
            #expect(rendering.template.contains("\n        AuthType: NONE\n"))
            #expect(rendering.artifact.auth == .none)
        }
    }

    @Test func `CORS settings are written out`() async throws {
        try await withScratchFolder { folder in
            let rendering = try await Rendering(["url": ["cors": ["origins": ["https://example.org"]]]], in: folder)
            #expect(
                try await rendering.properties()["FunctionUrlConfig"]?["Cors"] == [
                    "AllowOrigins": ["https://example.org"], "AllowMethods": ["*"], "AllowHeaders": ["*"],
                ])
        }
    }

    @Test(
        arguments: [
            (0, 1769), (500 << 20, 1769), (596 << 20, 1769), (600 << 20, 1774), (1 << 30, 2304), (4 << 30, 6144),
            (8 << 30, 10_240),
        ] as [(Int64, Int)])
    func `automatic memory holds the weights and has a core at least`(weights: Int64, memory: Int) async throws {
        try await withScratchFolder { folder in
            let rendering = try await Rendering(weights: weights, in: folder)
            #expect(try await rendering.properties()["MemorySize"]?.integer == Int64(memory))
        }
    }

    @Test func `an image for another architecture is refused`() async throws {
        try await withScratchFolder { folder in
            do {
                _ = try await Rendering(["architecture": "arm64"], in: folder)
                Issue.record("accepted")
            } catch let refusal as Diagnostic {
                #expect(refusal.code == "template.architecture")
                #expect(refusal.pointer == "/function/architecture")
            }
        }
    }
}

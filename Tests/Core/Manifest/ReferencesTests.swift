import RecuaCore
import Testing

@Suite struct `References` {
    private let text = """
        recua: 1
        project: p
        defaults: { image: { tmp: "${env:UNSET}" } }
        profiles: { other: { image: { tmp: "${env:UNSET}" } } }
        stacks:
          a:
            description: "${env:NAME} and $${env:NAME}"
            server: { context: "${env:CONTEXT}", key: "${env:KEY}", arguments: ["${file:argument.txt}"] }
            function: { memory: "${env:MEMORY}", url: { stream: "${env:STREAM}" }, environment: { TOKEN: "${env:KEY}" } }
            image: { tmp: 5 }
        """

    private let environment = ["NAME": "ana", "CONTEXT": "512", "MEMORY": "auto", "STREAM": "false"]

    @Test func `plain values are resolved to the type that is wanted, secrets stay as written`() throws {
        let scratch = try ManifestScratch(["m.yaml": text, "argument.txt": "--verbose\n"])
        let manifest = try scratch.read(environment: environment)
        let stack = try #require(manifest[stack: "a"])
        #expect(stack.facts.description == "ana and ${env:NAME}")
        #expect(stack.sections["server"]?.json == ["context": 512, "key": "${env:KEY}", "arguments": ["--verbose"]])
        #expect(
            stack.sections["function"]?.json
                == ["memory": "auto", "url": ["stream": false], "environment": ["TOKEN": "${env:KEY}"]]
        )
        #expect(manifest.environment == ["CONTEXT", "MEMORY", "NAME", "STREAM"])
        #expect(manifest.referencedFiles == ["\(scratch.folder)/argument.txt"])
    }

    @Test func `a number fits where a word or a number may stand`() throws {
        let scratch = try ManifestScratch(["m.yaml": text, "argument.txt": ""])
        let manifest = try scratch.read(environment: environment.merging(["MEMORY": "2048"]) { $1 })
        #expect(manifest[stack: "a"]?.sections["function"]?["memory"]?.json == 2048)
    }

    @Test func `what leads nowhere is told once, at its value, and only where it is used`() throws {
        let scratch = try ManifestScratch(["m.yaml": text])
        let complaint = scratch.complaint(environment: ["NAME": "ana", "MEMORY": "auto", "STREAM": "maybe"])
        #expect(
            complaint.split(separator: "\n").filter { $0.hasPrefix("m.yaml") } == [
                "m.yaml:8:24: error: `${env:CONTEXT}`: the environment variable `CONTEXT` is not set  [secret.missing]",
                "m.yaml:8:73: error: `${file:argument.txt}`: the file `FOLDER/argument.txt` cannot be read  [secret.missing]",
                "m.yaml:9:57: error: expected `true` or `false` in `function.url.stream`, found a string  [manifest.type]",
            ]
        )
    }

    @Test func `a secret's letters are looked at, its value is not`() throws {
        let scratch = try ManifestScratch([
            "m.yaml": "recua: 1\nproject: p\nstacks:\n  a:\n    server: { key: \"${vault:x}\" }\n"
        ])
        #expect(
            scratch.complaint() == """
                m.yaml:5:20: error: `${vault:x}` is not a known reference  [secret.syntax]
                    5 |     server: { key: "${vault:x}" }
                      |                    ^^^^^^^^^^^^ write `${env:NAME}` or `${file:path}`; `$${` stands for a literal `${`
                """
        )
    }

    @Test func `what is a program's own text stays as it is written`() throws {
        let text = """
            recua: 1
            project: p
            stacks:
              a: { hooks: { one: { run: "${x:-1} $${env:UNSET}" }, two: { run: ["${y}"], note: "${env:NAME}" } } }
            """
        let script = Schema.string(format: .script)
        let hook = Schema.object([.optional("run", .either(script, .array(of: script))), .optional("note", .string)])
        let descriptor = PluginDescriptor(
            name: "hooks", version: "1", summary: "", sections: [.init("hooks", .map(of: hook))], needs: [],
            provides: "hooks", work: .compute)
        let scratch = try ManifestScratch(["m.yaml": text])
        let manifest = try ManifestReader(environment: ["NAME": "ana"]).read(
            "\(scratch.folder)/m.yaml", descriptors: [descriptor])
        #expect(
            manifest[stack: "a"]?.sections["hooks"]?.json == [
                "one": ["run": "${x:-1} $${env:UNSET}"], "two": ["run": ["${y}"], "note": "ana"],
            ])
    }
}

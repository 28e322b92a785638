import RecuaTestSupport
import Testing

@testable import RecuaCore

struct SecretTests {
    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("${env:KEY}", "swordfish"), ("Bearer ${env:KEY}!", "Bearer swordfish!"),
        ("${env:KEY}${env:KEY}", "swordfishswordfish"), ("$${env:KEY}", "${env:KEY}"), ("$$${env:KEY}", "$${env:KEY}"),
        ("${file:secret}", "from a file"), ("a$b", "a$b"),
    ]) func `references are replaced, and doubled dollars are not`(text: String, expected: String) async throws {
        try await withScratchFolder { folder in
            try folder.write("from a file\n", to: "secret")
            let resolver = SecretResolver(environment: ["KEY": "swordfish"], folder: folder.path)
            #expect(try resolver.resolve(text) == expected)
        }
    }

    @Test(arguments: [
        ("${env:NONE}", "secret.missing"), ("${file:none}", "secret.missing"), ("${env:KEY", "secret.syntax"),
        ("${KEY}", "secret.syntax"), ("${env:}", "secret.syntax"), ("${vault:a}", "secret.syntax"),
    ]) func `a reference that leads nowhere says so without any value`(text: String, code: String) {
        let resolver = SecretResolver(environment: ["KEY": "swordfish"], folder: "/nonexistent")
        #expect { try resolver.resolve("${env:KEY}\(text)") } throws: { error in
            (error as? Diagnostic)?.code == code && !"\(error)".contains("swordfish")
        }
    }

    @Test func `what was resolved is kept out of texts and diagnostics, longest first`() throws {
        let redactor = Redactor()
        let environment = ["A": "sword", "B": "swordfish", "C": "abc", "D": "first line\nsecond line\nx"]
        let resolver = SecretResolver(environment: environment, folder: "/", redactor: redactor)
        for name in environment.keys { _ = try resolver.resolve("${env:\(name)}") }
        #expect(redactor.redact("a swordfish, a sword, abc") == "a •••, a •••, abc")
        #expect(redactor.redact("log: second line") == "log: •••")
        let diagnostic = Diagnostic(
            "a.b", "m swordfish", help: "h swordfish", related: [.init("r swordfish")],
            cause: Diagnostic("c", "swordfish")
        )
        #expect(!"\(redactor.redact(diagnostic))".contains("sword"))
    }

    @Test func `what a secret stands for is its value and those of its references that lead somewhere`() {
        let resolver = SecretResolver(environment: ["A": "swordfish", "B": "abc"], folder: "/nonexistent")
        #expect(resolver.values(in: "Bearer ${env:A}") == ["Bearer swordfish", "swordfish"])
        #expect(resolver.values(in: "${env:A}${env:NONE}") == ["swordfish"])
        #expect(resolver.values(in: "${env:B}") == [] && resolver.values(in: "${broken") == [])
        #expect(resolver.redactor.known == [], "nobody was told of it")
    }

    @Test func `a secret is encoded as its reference`() throws {
        let secret = try JSON.string("${env:KEY}").decode(Secret.self)
        #expect(secret.isReference && "\(secret)" == "${env:KEY}")
        #expect(try JSON(encoding: [secret]) == ["${env:KEY}"])
        #expect(!Secret(reference: "plain").isReference)
    }

    @Test func `a plugin is given the variables it declares, and a few that every program needs`() {
        var descriptor = BenchPlugins.fetch
        descriptor.environment = ["HF_*", "EXACT"]
        descriptor.fingerprintedEnvironment = ["MIRROR"]
        let all = [
            "PATH": "p", "HOME": "h", "LANG": "l", "TMPDIR": "t", "USER": "u", "HF_TOKEN": "1", "HF": "2", "EXACT": "3",
            "EXACTLY": "4", "MIRROR": "5", "AWS_SECRET_ACCESS_KEY": "6",
        ]
        #expect(
            Set(descriptor.environment(from: all).keys)
                == ["PATH", "HOME", "LANG", "TMPDIR", "USER", "HF_TOKEN", "EXACT", "MIRROR"]
        )
    }

    @Test func `who does not know the values asks whoever does, and only for references`() throws {
        let resolver = SecretResolver { "<\($0)>" }
        #expect(try resolver.resolve("Bearer ${env:KEY}") == "<Bearer ${env:KEY}>")
        #expect(try resolver.resolve("plain $${text") == "plain ${text")
        #expect(throws: Diagnostic.self) { try resolver.resolve("${nothing}") }
    }
}

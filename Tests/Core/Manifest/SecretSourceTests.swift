import Testing

@testable import RecuaCore

@Suite struct SecretSourceTests {
    @Test(arguments: [
        // A path is resolved: its file counts.
        ("${env:FOLDER}/a.gguf", "/models/a.gguf"),
        ("a.gguf", "a.gguf"),
        // What is a URL, or may be one, is a secret.
        ("https://host/a?token=${env:TOKEN}", "https://host/a?token=${env:TOKEN}"),
        ("${env:URL}", "${env:URL}"),
        ("${env:UNSET}/a.gguf", "${env:UNSET}/a.gguf"),
        ("$${a", "$${a"),
    ])
    func `a source that is a path is resolved, one that is a URL stays a secret`(text: String, expected: String) {
        let source = Schema.string(format: .source).secret
        for schema in [source, .either(source, .object([.required("url", source)])), .array(of: source)] {
            var references = RecuaCore.References(
                environment: ["FOLDER": "/models", "TOKEN": "hidden", "URL": "https://hidden/"], folder: "/")
            let isList = schema == .array(of: source)
            let value: JSON = isList ? [.string(text)] : .string(text)
            let resolved = references.resolve(Node(value, at: .nowhere), schema).json
            #expect(resolved == (isList ? [.string(expected)] : .string(expected)))
            #expect(references.diagnostics.isEmpty)
        }
    }
}

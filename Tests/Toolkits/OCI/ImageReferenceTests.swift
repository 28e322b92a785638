import RecuaCore
import RecuaOCI
import Testing

@Suite struct ImageReferenceTests {
    @Test(arguments: [
        ("debian", "docker.io/library/debian", nil, false),
        ("ana/llama:1.0", "docker.io/ana/llama", "1.0", false),
        ("index.docker.io/ana/llama", "docker.io/ana/llama", nil, false),
        ("localhost:5000/llamas/chat:v1", "localhost:5000/llamas/chat", "v1", false),
        ("localhost/chat", "localhost/chat", nil, false),
        ("[::1]:5000/chat", "[::1]:5000/chat", nil, false),
        (
            "public.ecr.aws/awsguru/aws-lambda-adapter:1.0.0", "public.ecr.aws/awsguru/aws-lambda-adapter", "1.0.0",
            false
        ),
        ("ghcr.io/a/b__c@sha256:\(String(repeating: "a", count: 64))", "ghcr.io/a/b__c", nil, true),
    ])
    func `names of images are read as everywhere`(text: String, repository: String, tag: String?, hasDigest: Bool)
        throws
    {
        let reference = try ImageReference(text)
        #expect(reference.repository == repository)
        #expect(reference.tag == tag)
        #expect((reference.digest != nil) == hasDigest)
    }

    @Test func `Docker Hub answers under another name`() throws {
        #expect(try ImageReference("debian").registryHost == "registry-1.docker.io")
        #expect(try ImageReference("debian").manifestName == "latest")
    }

    @Test(arguments: [
        "", "UPPER", "a b", "a/b:", "a:b:c", "a@sha256:12", "host:5000/", "a..b", "-a", "a/b:-x", "x/../y", "h.io/a?b",
    ])
    func `what is no name of an image is refused`(text: String) {
        let error = #expect(throws: Diagnostic.self) { try ImageReference(text) }
        #expect(error?.code == "oci.reference")
    }

    @Test func `a scheme before the host is told by name`() {
        let error = #expect(throws: Diagnostic.self) { try ImageReference("https://ghcr.io/a/b:1") }
        #expect(error?.message.contains("without `https://`") == true)
    }
}

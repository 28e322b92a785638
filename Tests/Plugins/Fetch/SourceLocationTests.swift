import RecuaCore
import RecuaHTTP
import Testing

@testable import RecuaFetch

struct SourceLocationTests {
    private func location(_ text: String) throws -> RecuaFetch.SourceLocation {
        try RecuaFetch.SourceLocation(text, hub: HTTPURL("https://huggingface.co"))
    }

    @Test(arguments: [
        ("https://huggingface.co/owner/name/resolve/main/model.gguf?download=true", "hf://owner/name/model.gguf"),
        ("https://huggingface.co/owner/name/blob/main/sub/model.gguf", "hf://owner/name/sub/model.gguf"),
        ("https://hf.co/owner/name/raw/v1.0/model.gguf", "hf://owner/name@v1.0/model.gguf"),
        ("https://www.huggingface.co/owner/name/blame/main/model.gguf", "hf://owner/name/model.gguf"),
        ("https://huggingface.co/owner/name/resolve/refs%2Fpr%2F7/m.gguf", "hf://owner/name@refs/pr/7/m.gguf"),
        ("https://huggingface.co/owner/name/blob/refs/pr/7/m.gguf", "hf://owner/name@refs/pr/7/m.gguf"),
        ("https://huggingface.co/owner/name/resolve/a%2Fb/m.gguf", "hf://owner/name@a%2Fb/m.gguf"),
        ("https://huggingface.co/owner/name/resolve/main/my%20model%2B.gguf", "hf://owner/name/my model+.gguf"),
        ("https://huggingface.co/gpt2/resolve/main/m.gguf", "hf://gpt2/m.gguf"),
        ("https://huggingface.co/datasets/owner/name/resolve/main/m.gguf", "hf://datasets/owner/name/m.gguf"),
        ("hf://models/owner/name/m.gguf", "hf://owner/name/m.gguf"),
        ("HF://owner/name@main/m.gguf", "hf://owner/name/m.gguf"),
        ("hf://owner/name@refs/pr/7/m.gguf", "hf://owner/name@refs/pr/7/m.gguf"),
        ("hf://owner/name@refs%2Fpr%2F7/m.gguf", "hf://owner/name@refs/pr/7/m.gguf"),
        ("hf://owner/name@a%2Fb/sub/m.gguf", "hf://owner/name@a%2Fb/sub/m.gguf"),
        ("https://example.com/m.gguf?token=x", "https://example.com/m.gguf?…"),
        ("https://huggingface.co/api/models/owner/name", "https://huggingface.co/api/models/owner/name"),
        ("s3://bucket/a folder/m+.gguf", "s3://bucket/a folder/m+.gguf"),
        ("s3://bucket/m?.gguf?versionId=abc.1", "s3://bucket/m?.gguf?versionId=abc.1"),
        ("oci://ai/smollm2:135M-Q4_0", "oci://docker.io/ai/smollm2:135M-Q4_0"),
        ("oci://localhost:5000/a/b#sub/m.gguf", "oci://localhost:5000/a/b#sub/m.gguf"),
        ("models/m.gguf", "models/m.gguf"),
        ("m-00001-of-00001.gguf", "m-00001-of-00001.gguf"),
    ])
    func `what people write and paste is understood`(text: String, meaning: String) throws {
        #expect("\(try location(text))" == meaning)
    }

    @Test(arguments: [
        ("hf://owner/name", "hf://owner/name/FILE"),
        ("hf://owner/name:Q4_K_M", "https://huggingface.co/owner/name/tree/main"),
        ("owner/name-GGUF:Q4_K_M", "hf://owner/name-GGUF/FILE"),
        ("hf.co/owner/name:Q8_0", "hf://owner/name/FILE"),
        ("hf.co/owner/name/resolve/main/m.gguf", "https://hf.co/owner/name/resolve/main/m.gguf"),
        ("https://huggingface.co/owner/name", "hf://owner/name/FILE"),
        ("https://huggingface.co/owner/name/tree/main", "hf://owner/name/FILE"),
        ("hf://owner/name/../m.gguf", "hf://owner/repository/path"),
        ("hf://owner/name@../m.gguf", "hf://owner/repository/path"),
        ("hf://owner/name@/m.gguf", "hf://owner/repository/path"),
        ("s3://bucket", "s3://bucket/key"),
        ("s3://b/key", "s3://bucket/key"),
        ("s3://bucket/folder/", "s3://bucket/key"),
        ("s3://bucket/key?versionId=", "s3://bucket/key?versionId=VERSION"),
        ("s3://arn:aws:s3:us-east-1:1:accesspoint/x/key", "s3://bucket/key"),
        ("oci://Host/Name", "oci://host/repository:tag"),
        ("oci://host.example/name@sha256:12", "oci://host/repository"),
        ("gopher://x/y", "s3://bucket/key"),
        ("hf:/owner/name/m.gguf", "write `hf://owner/name/m.gguf`"),
        ("hf//owner/name/m.gguf", "write `hf://owner/name/m.gguf`"),
        ("S3:/bucket/key", "write `s3://bucket/key`"),
        ("https:/example.com/m.gguf", "write `https://example.com/m.gguf`"),
        ("~/m.gguf", "write `${env:HOME}/m.gguf`"),
        ("", ""),
    ])
    func `what cannot be understood is told with a way to write it`(text: String, hint: String) throws {
        let error = #expect(throws: Diagnostic.self) { try location(text) }
        #expect(error?.code == "fetch.source")
        let help = error?.help ?? ""
        #expect(hint.isEmpty || help.contains(hint))
    }

    @Test(arguments: [
        "hf://owner/name/sub/big-00001-of-00003.gguf", "big-00002-of-00003.GGUF",
        "https://example.com/big-00001-of-00003.gguf?x=y", "s3://bucket/big-00001-of-00003.gguf",
    ])
    func `a part of a model in parts is told with the way to make it whole`(text: String) throws {
        let error = #expect(throws: Diagnostic.self) { try location(text) }
        #expect(error?.code == "fetch.split")
        #expect(error?.help?.contains("llama-gguf-split --merge big-00001-of-00003.gguf big.gguf") == true)
    }

    @Test(arguments: [
        ("hf://owner/name@\(String(repeating: "a", count: 40))/m.gguf", true), ("hf://owner/name@v1/m.gguf", false),
        ("s3://bucket/key?versionId=1", true), ("s3://bucket/key", false), ("https://example.com/m.gguf", false),
        ("oci://host.example/a@sha256:\(String(repeating: "a", count: 64))", true), ("oci://host.example/a:1", false),
    ])
    func `a commit, a version and a digest never mean another file`(text: String, isPinned: Bool) throws {
        #expect(try location(text).isPinned == isPinned)
    }
}

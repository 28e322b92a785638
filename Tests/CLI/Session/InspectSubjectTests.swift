import RecuaCore
import RecuaOCI
import RecuaTestSupport
import Testing

@testable import RecuaCLI

struct InspectSubjectTests {
    @Test(arguments: [
        ("docker://debian", "docker.io/library/debian"), ("localhost:5000/llamas", "localhost:5000/llamas"),
        ("localhost/llamas:v1", "localhost/llamas:v1"), ("ghcr.io/owner/name:tag", "ghcr.io/owner/name:tag"),
        ("1.dkr.ecr.us-east-1.amazonaws.com/llamas", "1.dkr.ecr.us-east-1.amazonaws.com/llamas"),
    ])
    func `names of images are known by their host`(text: String, reference: String) throws {
        #expect(try subject(text) == .image(ImageReference(reference)))
    }

    @Test(arguments: [
        "hf://owner/name/model.gguf", "https://host/model.gguf", "s3://bucket/model.gguf", "oci://host/model:tag",
        "HTTPS://host/model",
    ])
    func `what has a scheme is a model elsewhere`(text: String) throws {
        #expect(try subject(text) == .remote(text))
    }

    @Test(arguments: ["model.gguf", "./no/such", "models.d/tiny.gguf", "../x.y/chat.llamafile", "debian", "a/b"])
    func `what is neither there nor has a host is a file that is missing`(text: String) {
        let error = #expect(throws: Diagnostic.self) { try subject(text) }
        #expect(error?.code == "file.read")
    }

    @Test func `layouts are folders, with a name behind a colon unless that is the folder's`() async throws {
        try await withScratchFolder { scratch in
            func subject(_ text: String) throws -> InspectSubject { try InspectSubject(text, folder: scratch.path) }
            #expect(try subject("oci:image") == .layout(folder: scratch.path("image"), name: nil))
            #expect(try subject("oci:image:v1") == .layout(folder: scratch.path("image"), name: "v1"))
            #expect(try subject("oci:/image:v1") == .layout(folder: "/image", name: "v1"))
            try scratch.write("{\"imageLayoutVersion\": \"1.0.0\"}", to: "a:b/oci-layout")
            #expect(try subject("oci:a:b") == .layout(folder: scratch.path("a:b"), name: nil))
            #expect(try subject("a:b") == .layout(folder: scratch.path("a:b"), name: nil))
            try scratch.write("", to: "localhost:5000/llamas")
            #expect(try subject("localhost:5000/llamas") == .file(scratch.path("localhost:5000/llamas")))
        }
    }

    private func subject(_ text: String) throws -> InspectSubject { try InspectSubject(text, folder: "/nonexistent") }
}

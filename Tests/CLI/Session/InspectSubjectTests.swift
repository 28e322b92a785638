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

    @Test func `a folder that is no image is said to be one, with what is in it`() async throws {
        try await withScratchFolder { scratch in
            func error(_ text: String) -> Diagnostic? {
                #expect(throws: Diagnostic.self) { try InspectSubject(text, folder: scratch.path) }
            }
            for folder in ["empty", "models", "some images/chat"] { try Files.createFolder(scratch.path(folder)) }
            try scratch.write("", to: "models/b.gguf")
            try scratch.write("", to: "models/a.txt")
            try scratch.write("{\"imageLayoutVersion\": \"1.0.0\"}", to: "some images/chat/oci-layout")
            #expect(error("empty")?.code == "usage.subject")
            #expect(error("empty")?.message == "`empty` is a folder, and holds no image: it has no `oci-layout`")
            #expect(error("empty")?.help?.contains("`recua build --output`") == true)
            #expect(error("models")?.help == "name what is in it: recua inspect models/b.gguf")
            #expect(error("some images/")?.help == "name what is in it: recua inspect 'some images/chat'")
            #expect(error(".")?.help?.hasPrefix("name a model's file") == true)
        }
    }

    private func subject(_ text: String) throws -> InspectSubject { try InspectSubject(text, folder: "/nonexistent") }
}

import HTTPTypes
import Hummingbird
import NIOCore
import RecuaCore
import RecuaFetch
import RecuaTestSupport
import Synchronization
import Testing

/// A registry that wants a login and sends its files from elsewhere, as Amazon's and others do.
struct ArtifactLoginTests {
    private let content = SampleModel.weights(padding: 5000)
    /// `user:s3cret` in base 64.
    private let login = "dXNlcjpzM2NyZXQ="

    @Test func `the login of Docker's configuration opens a registry, and its storage never sees it`() async throws {
        try await withScratchFolder { folder in
            let storage = FileServer(content)
            try await withHTTPServer({ storage.answer($0) }) { elsewhere in
                try await withHTTPServer({ answer($0, storage: elsewhere) }) { origin in
                    let host = origin.replacing("http://", with: "")
                    try folder.write(#"{"auths":{"\#(host)":{"auth":"\#(login)"}}}"#, to: "docker/config.json")
                    let fetching = try Fetching(folder, environment: ["DOCKER_CONFIG": folder.path("docker")])
                    let file = try await fetching.weights(Source(url: "oci://\(host)/models/tiny:1"))
                    #expect(file.sha256 == Digest(of: content))
                    #expect(!storage.visits.isEmpty)
                    #expect(storage.visits.allSatisfy { $0.authorization == nil })
                    #expect(!"\(fetching.messages.all)".contains(login))
                }
            }
        }
    }

    @Test func `a registry that wants a login is told with the way to log in`() async throws {
        try await withScratchFolder { folder in
            try await withHTTPServer({ answer($0, storage: "") }) { origin in
                let host = origin.replacing("http://", with: "")
                let error = await #expect(throws: Diagnostic.self) {
                    try await Fetching(folder).weights(Source(url: "oci://\(host)/models/tiny:1"))
                }
                #expect(error?.code == "registry.credentials.missing")
                #expect(error?.help?.contains("docker login \(host)") == true)
            }
        }
    }

    private func answer(_ request: Request, storage: String) -> Response {
        guard request.headers[.authorization] == "Basic \(login)" else {
            return Response(status: .unauthorized, headers: [.wwwAuthenticate: "Basic realm=\"registry\""])
        }
        if request.uri.path.contains("/blobs/") {
            return Response(status: .temporaryRedirect, headers: [.location: "\(storage)/blob?X-Amz-Signature=signed"])
        }
        let layer: JSON = [
            "mediaType": "application/vnd.docker.ai.gguf.v3", "digest": .string("\(Digest(of: content))"),
            "size": .integer(Int64(content.count)),
        ]
        let text = JSON.object(["schemaVersion": 2, "layers": [layer]]).text()
        return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}

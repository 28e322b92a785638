import RecuaCore
import RecuaFetch
import RecuaTestSupport
import Testing

/// Against moto's S3, which knows versions, checksums and errors, and checks no signatures.
@Suite(.timeLimit(.minutes(3))) struct S3Tests {
    private let content = SampleModel.weights(padding: 20_000)

    @Test func `a file in S3 is fetched with the checksum that S3 keeps of it`() async throws {
        try await withBucket { folder, cloud in
            let path = try folder.write(content, to: "m")
            _ = try await cloud.aws(
                "s3api", "put-object", "--bucket", "models", "--key", "a folder/m+1.gguf", "--body", path,
                "--checksum-algorithm", "SHA256")
            let fetching = try Fetching(folder, environment: cloud.environment)
            let source = Source(url: "s3://models/a folder/m+1.gguf")
            let file = try await fetching.weights(source)
            #expect(file.sha256 == Digest(of: content))
            #expect(file.name == "m+1.gguf")
            #expect(!"\(fetching.messages.all)".contains("Signature"))

            let error = await #expect(throws: Diagnostic.self) {
                try await fetching.weights(Source(url: source.url.reference, sha256: Digest(of: "other")))
            }
            #expect(error?.code == "fetch.upstream-changed")
            #expect(error?.message.contains("\(Digest(of: content))") == true)
        }
    }

    @Test func `a version of a file stays the same when the file is replaced`() async throws {
        try await withBucket { folder, cloud in
            _ = try await cloud.aws(
                "s3api", "put-bucket-versioning", "--bucket", "models", "--versioning-configuration", "Status=Enabled")
            let other = SampleModel.weights(name: "Other")
            let first = try await put(content, as: "m.gguf", folder, cloud)
            _ = try await put(other, as: "m.gguf", folder, cloud)
            let fetching = try Fetching(folder, environment: cloud.environment)
            let version = try #require(first["VersionId"]?.string)
            let pinned = Source(url: "s3://models/m.gguf?versionId=\(version)")
            #expect(try await fetching.weights(pinned).sha256 == Digest(of: content))
            #expect(try await fetching.weights(Source(url: "s3://models/m.gguf")).sha256 == Digest(of: other))
            _ = try await cloud.aws("s3api", "delete-object", "--bucket", "models", "--key", "m.gguf")
            let error = await #expect(throws: Diagnostic.self) {
                try await Fetching(folder, environment: cloud.environment).weights(Source(url: "s3://models/m.gguf"))
            }
            #expect(error?.code == "fetch.not-found")
            // Nobody has to be asked for it again.
            #expect(try await offline(folder, cloud).weights(pinned).sha256 == Digest(of: content))
        }
    }

    @Test func `what S3 does not have is told in words`() async throws {
        try await withBucket { folder, cloud in
            let fetching = try Fetching(folder, environment: cloud.environment)
            for (text, words) in [
                ("s3://models/sub/none.gguf", "no file `sub/none.gguf` in the bucket `models`"),
                ("s3://no-such-bucket/m.gguf", "no bucket `no-such-bucket`"),
            ] {
                let error = await #expect(throws: Diagnostic.self) { try await fetching.weights(Source(url: text)) }
                #expect(error?.code == "fetch.not-found")
                #expect(error?.message.contains(words) == true)
            }
        }
    }

    private func put(_ content: [UInt8], as key: String, _ folder: ScratchFolder, _ cloud: AWSEmulator) async throws
        -> JSON
    {
        let path = try folder.write(content, to: "upload")
        return try await cloud.aws("s3api", "put-object", "--bucket", "models", "--key", key, "--body", path)
    }

    private func offline(_ folder: ScratchFolder, _ cloud: AWSEmulator) throws -> Fetching {
        try Fetching(folder, environment: cloud.environment, isOffline: true)
    }

    private func withBucket(_ body: @Sendable (ScratchFolder, AWSEmulator) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                try await withAWSEmulator(in: folder, registry: registry) { cloud in
                    _ = try await cloud.aws("s3api", "create-bucket", "--bucket", "models")
                    try await body(folder, cloud)
                }
            }
        }
    }
}

import HTTPTypes
import Hummingbird
import NIOCore
import RecuaCore
import RecuaHTTP
import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaFetch

/// What a real S3 does that moto does not: regions, signatures, permissions.
struct S3RefusalTests {
    private let content = SampleModel.weights(padding: 1000)
    private let secret = "s3cr3t+access/key"

    private var keys: [String: String] {
        ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": "t0ken"]
    }

    @Test func `the bucket's region is found by what S3 answers`() async throws {
        try await withScratchFolder { folder in
            let server = FileServer(content)
            try await withHTTPServer({ request in
                guard request.uri.string.contains("eu-west-3%2Fs3%2Faws4_request") else {
                    return Response(status: .badRequest, headers: [HTTPField.Name.bucketRegion: "eu-west-3"])
                }
                return server.answer(request)
            }) { origin in
                let fetching = try Fetching(folder, environment: keys.merging(["AWS_ENDPOINT_URL_S3": origin]) { $1 })
                let file = try await fetching.weights(Source(url: "s3://models/m.gguf"))
                #expect(file.sha256 == Digest(of: content))
                #expect(Set(server.visits.map(\.path)) == ["/models/m.gguf"])
                #expect(!"\(fetching.messages.all)".contains("t0ken"))
            }
        }
    }

    @Test func `a public file needs no credentials, and none are sent`() async throws {
        try await withScratchFolder { folder in
            let server = FileServer(content)
            try await withHTTPServer({ request in
                #expect(request.uri.query == nil)
                return server.answer(request)
            }) { origin in
                let environment = ["AWS_ENDPOINT_URL": origin, "PATH": "/nonexistent"]
                let file = try await Fetching(folder, environment: environment).weights(
                    Source(url: "s3://models/m.gguf"))
                #expect(file.sha256 == Digest(of: content))
                #expect(server.visits.allSatisfy { $0.authorization == nil })
            }
        }
    }

    @Test(arguments: [
        (403, "AccessDenied", true, "fetch.denied", "s3:GetObject"),
        (403, "AccessDenied", false, "fetch.denied", "no AWS credentials"),
        (403, "InvalidAccessKeyId", true, "aws.credentials.invalid", "aws configure list"),
        (403, "SignatureDoesNotMatch", true, "aws.credentials.invalid", "aws configure list"),
        (400, "ExpiredToken", true, "aws.credentials.expired", "aws sso login"),
        (403, "RequestTimeTooSkewed", true, "fetch.refused", "set the clock"),
        (403, "InvalidObjectState", true, "fetch.refused", "restore it first"),
        (404, "NoSuchVersion", true, "fetch.not-found", "versionId="),
        (404, "", true, "fetch.not-found", "aws s3 ls s3://models/sub/"),
        (418, "Teapot", true, "fetch.refused", "418 (Teapot)"),
    ])
    func `a refusal is told in words, without a signature`(
        status: Int, code: String, hasKeys: Bool, expected: String, hint: String
    ) async throws {
        try await withScratchFolder { folder in
            let body = "<?xml version=\"1.0\"?><Error><Code>\(code)</Code><Message>No</Message></Error>"
            try await withHTTPServer({ request in
                guard request.method == .get else { return Response(status: .init(code: status)) }
                return Response(status: .init(code: status), body: .init(byteBuffer: ByteBuffer(string: body)))
            }) { origin in
                let environment = (hasKeys ? keys : ["PATH": "/nonexistent"]).merging(["AWS_ENDPOINT_URL": origin]) {
                    $1
                }
                let error = await #expect(throws: Diagnostic.self) {
                    try await Fetching(folder, environment: environment).weights(Source(url: "s3://models/sub/m.gguf"))
                }
                #expect(error?.code == expected)
                let told = [error?.message, error?.help].compactMap(\.self).joined(separator: "; ")
                #expect(told.contains(hint))
                #expect(!"\(String(describing: error))".contains("X-Amz-"))
            }
        }
    }

    @Test(
        arguments: [
            (
                ["AWS_REGION": "eu-west-1"], "s3://models/a b.gguf",
                "https://models.s3.eu-west-1.amazonaws.com/a%20b.gguf"
            ),
            ([:], "s3://my.models/m", "https://s3.us-east-1.amazonaws.com/my.models/m"),
            ([:], "s3://Old_Bucket/m", "https://s3.us-east-1.amazonaws.com/Old_Bucket/m"),
            (["AWS_REGION": "cn-north-1"], "s3://models/m", "https://models.s3.cn-north-1.amazonaws.com.cn/m"),
            (
                ["AWS_ENDPOINT_URL": "https://minio.example/base/"], "s3://models/m",
                "https://minio.example/base/models/m"
            ),
            (
                ["AWS_ENDPOINT_URL": "https://a.example", "AWS_ENDPOINT_URL_S3": "https://b.example"], "s3://models/m",
                "https://b.example/models/m"
            ),
            (
                ["AWS_ENDPOINT_URL": "https://a.example", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"],
                "s3://models/m",
                "https://models.s3.us-east-1.amazonaws.com/m"
            ),
            ([:], "s3://models/m?versionId=a+b", "https://models.s3.us-east-1.amazonaws.com/m?versionId=a%2Bb"),
        ] as [([String: String], String, String)])
    func `an object's address follows from its bucket, its region and the endpoint`(
        environment: [String: String], text: String, url: String
    ) throws {
        let endpoint = try S3Endpoint(environment: environment)
        #expect(try endpoint.url(of: S3Object(reference: text), in: endpoint.region).requestText == url)
    }
}

extension HTTPField.Name {
    fileprivate static let bucketRegion = HTTPField.Name("x-amz-bucket-region") ?? .eTag
}

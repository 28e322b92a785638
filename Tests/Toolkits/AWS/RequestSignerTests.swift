import Testing

@testable import RecuaAWS

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// AWS's published test suite for Signature Version 4, and requests as they go to a function URL. The expected
/// signatures are those that botocore 1.43 computes.
struct RequestSignerTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        var name: String
        var method = "GET"
        var url = "https://example.amazonaws.com/"
        var headers: [(name: String, value: String)] = []
        var body = ""
        var token: String?
        var service = "service"
        var region = "us-east-1"
        /// 2015-08-30 12:36:00 UTC.
        var seconds = 1_440_938_160.0
        var signedHeaders = "host;x-amz-date"
        var signature: String

        var testDescription: String { name }
    }

    static let vectors = [
        Vector(name: "get-vanilla", signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        Vector(
            name: "get-vanilla-query-order-key-case",
            url: "https://example.amazonaws.com/?Param2=value2&Param1=value1",
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        ),
        Vector(
            name: "get-unreserved",
            url: "https://example.amazonaws.com/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"
        ),
        Vector(
            name: "get-utf8, encoded twice", url: "https://example.amazonaws.com/%E1%88%B4",
            signature: "697b34846207a3f72246f99d74ae1ee4fe54f44bb06730c58a0d339eb079596d"
        ),
        Vector(
            name: "get-relative", url: "https://example.amazonaws.com/example1/example2/../..",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        ),
        Vector(
            name: "get-slashes", url: "https://example.amazonaws.com//example//",
            signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"
        ),
        Vector(
            name: "get-header-value-trim", headers: [("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")],
            signedHeaders: "host;my-header1;my-header2;x-amz-date",
            signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"
        ),
        Vector(
            name: "post-x-www-form-urlencoded", method: "POST",
            headers: [("Content-Type", "application/x-www-form-urlencoded")], body: "Param1=value1",
            signedHeaders: "content-type;host;x-amz-date",
            signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
        ),
        Vector(
            name: "post-sts-token", method: "POST",
            token: "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQW",
            signedHeaders: "host;x-amz-date;x-amz-security-token",
            signature: "ddd2e47663906bc9bb883e955a72326230afce17578efa009f0141944758cd92"
        ),
        Vector(
            name: "a function URL", method: "POST",
            url: "https://abc.lambda-url.us-east-1.on.aws/v1/chat/completions?a=b%20c",
            headers: [("Content-Type", "application/json"), ("User-Agent", "recua")], body: #"{"messages":[]}"#,
            service: "lambda", signedHeaders: "content-type;host;x-amz-date",
            signature: "04d7ecef9e8d233d9f2d22ce03a909ca4d02ec5e5b78a960ba216db39e19a81f"
        ),
        Vector(
            name: "a function URL with a port", url: "http://127.0.0.1:8080/health", service: "lambda",
            region: "eu-central-1", seconds: 1_795_392_000,
            signature: "45f21fdc1748efd8d45ab859f397faddf41dccae185a9c5771a2684eb79c0e1e"
        ),
    ]

    @Test(arguments: vectors)
    func `a signature is the one AWS computes`(vector: Vector) throws {
        let credentials = AWSCredentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            sessionToken: vector.token
        )
        let signer = RequestSigner(credentials: credentials, region: vector.region, service: vector.service)
        let request = try SignableRequest(
            method: vector.method, url: vector.url, headers: vector.headers, body: Array(vector.body.utf8)
        )
        let headers = signer.headers(for: request, at: Date(timeIntervalSince1970: vector.seconds))
        let authorization = try #require(headers.first { $0.name == "Authorization" }?.value)
        #expect(authorization.contains("SignedHeaders=\(vector.signedHeaders), Signature=\(vector.signature)"))
        #expect(headers.first { $0.name == "X-Amz-Security-Token" }?.value == vector.token)
    }

    /// The first is the example of Amazon's "Authenticating Requests: Using Query Parameters".
    @Test(
        arguments: [
            (
                "GET", "https://examplebucket.s3.amazonaws.com/test.txt", "us-east-1", nil, 86_400, [],
                "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
            ),
            (
                "GET", "https://models.s3.eu-central-1.amazonaws.com/a%20folder/m%2Bodel%40v1.gguf?versionId=abc.123",
                "eu-central-1", "AQoD/token+==", 3600, [],
                "418e692072a894f575e4f7fbbc4a833de902ebb6bcfcc977677a05ad5e00b01d"
            ),
            (
                "HEAD", "http://localhost:5001/models/m.gguf", "us-east-1", nil, 3600, ["ENABLED"],
                "cada2b32e542026c1325f73e301b61ad37ce210c76b9b8e0fe886bcc83ada484"
            ),
        ] as [(String, String, String, String?, Int, [String], String)])
    func `a presigned URL is the one AWS computes`(
        method: String, url: String, region: String, token: String?, seconds: Int, modes: [String], signature: String
    ) throws {
        let credentials = AWSCredentials(
            accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            sessionToken: token
        )
        let signer = RequestSigner(credentials: credentials, region: region, service: "s3")
        let headers = modes.map { (name: "x-amz-checksum-mode", value: $0) }
        let query = signer.presignedQuery(
            for: try SignableRequest(method: method, url: url, headers: headers),
            at: Date(timeIntervalSince1970: 1_369_353_600), seconds: seconds
        )
        #expect(query.hasSuffix("&X-Amz-Signature=\(signature)"))
        #expect(query.hasPrefix(url.contains("?") ? "versionId=abc.123&X-Amz-" : "X-Amz-"))
        #expect(query.contains("X-Amz-Security-Token=AQoD%2Ftoken%2B%3D%3D") == (token != nil))
    }

    @Test func `a URL without a host cannot be signed`() {
        #expect(throws: (any Error).self) { try SignableRequest(method: "GET", url: "nonsense") }
    }
}

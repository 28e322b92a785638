import Crypto

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Signs HTTP requests with AWS Signature Version 4.
///
/// The specification is "Create a signed AWS API request" of the IAM User Guide; the tests hold its published vectors.
public struct RequestSigner: Sendable {
    private let credentials: AWSCredentials
    private let region: String
    private let service: String

    /// - Parameter service: `lambda` for function URLs, `s3` for S3.
    public init(credentials: AWSCredentials, region: String, service: String = "lambda") {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// The headers to add to the request: `Authorization`, `X-Amz-Date`, and `X-Amz-Security-Token` for temporary
    /// credentials. The request must then go out with exactly this method, URL, body and these headers.
    ///
    /// - Parameter date: now; AWS refuses a signature that is more than five minutes off.
    public func headers(for request: SignableRequest, at date: Date) -> [(name: String, value: String)] {
        let timestamp = Self.timestamp(date)
        var added = [(name: "X-Amz-Date", value: timestamp)]
        if let token = credentials.sessionToken { added.append((name: "X-Amz-Security-Token", value: token)) }
        var signed = request
        signed.headers += added
        let canonical = CanonicalRequest(signed)
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope(timestamp)), "
            + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature(of: canonical, timestamp))"
        return added + [(name: "Authorization", value: authorization)]
    }

    /// The query of a URL that carries its own signature, for S3: whoever has the URL may send the request, with these
    /// headers, for `seconds` seconds. Never show it.
    ///
    /// - Parameter seconds: 604,800 at most; temporary credentials may run out before.
    public func presignedQuery(for request: SignableRequest, at date: Date, seconds: Int) -> String {
        let timestamp = Self.timestamp(date)
        var parameters = [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            ("X-Amz-Credential", "\(credentials.accessKeyID)/\(scope(timestamp))"), ("X-Amz-Date", timestamp),
            ("X-Amz-Expires", "\(seconds)"), ("X-Amz-SignedHeaders", CanonicalRequest.signedHeaders(of: request)),
        ]
        if let token = credentials.sessionToken { parameters.append(("X-Amz-Security-Token", token)) }
        let added = parameters.map { "\($0.0)=\(CanonicalRequest.encoded($0.1))" }.joined(separator: "&")
        var signed = request
        signed.query = request.query.isEmpty ? added : "\(request.query)&\(added)"
        return "\(signed.query)&X-Amz-Signature=\(signature(of: CanonicalRequest(presigning: signed), timestamp))"
    }

    private func scope(_ timestamp: String) -> String { "\(timestamp.prefix(8))/\(region)/\(service)/aws4_request" }

    private func signature(of request: CanonicalRequest, _ timestamp: String) -> String {
        sign("AWS4-HMAC-SHA256\n\(timestamp)\n\(scope(timestamp))\n\(request.digest)", day: timestamp.prefix(8))
    }

    /// `20150830T123600Z`.
    static func timestamp(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted, timeZone: .gmt))
    }

    private func sign(_ text: String, day: some StringProtocol) -> String {
        var key = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey)".utf8))
        for part in [String(day), region, service, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        return Self.hex(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef")
        return bytes.reduce(into: "") { text, byte in
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
    }
}

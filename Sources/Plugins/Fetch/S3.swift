internal import AsyncHTTPClient
internal import NIOHTTP1
internal import RecuaAWS
internal import RecuaCore
internal import RecuaHTTP
internal import RecuaTransfer

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Amazon S3, or a server that speaks like it.
struct S3: Sendable {
    let environment: [String: String]
    let web: Web
    let retry: RetryPolicy
    var now: @Sendable () -> Date = { Date.now }

    /// Asks for the object's size and checksum, and finds the region of its bucket on the way.
    ///
    /// - Throws: ``Diagnostic`` as ``S3Failure`` words it, `aws.credentials.…`, or `network.…`.
    func announce(_ object: S3Object, identity: Digest) async throws -> Announcement {
        let endpoint = try S3Endpoint(environment: environment)
        let access = try await S3Access.load(environment: environment)
        var region = endpoint.region
        for _ in 0..<3 {
            let url = try endpoint.url(of: object, in: region)
            let response = try await head(url, region, access)
            if response.status == .ok {
                return announcement(of: object, response, url, S3Locator(self, url, region, access), access, identity)
            }
            guard let told = response.headers.first(name: "x-amz-bucket-region"), told != region,
                let next = try? AWSRegion.resolve(explicit: told, environment: [:])
            else { throw try await failure(object, url, region, access, response) }
            region = next
        }
        throw Diagnostic("fetch.refused", "S3 does not say in which region the bucket `\(object.bucket)` is")
    }

    private func head(_ url: HTTPURL, _ region: String, _ access: S3Access) async throws -> HTTPClientResponse {
        let checksum = ("x-amz-checksum-mode", "ENABLED")
        return try await retry.run { _ in
            let signed = try access.signed(.HEAD, url, in: region, at: now(), headers: [checksum])
            let response = try await web.send(.HEAD, signed, headers: [checksum.0: checksum.1])
            if let again = Retryable.from(response, at: url, code: "fetch.refused") { throw again }
            return response
        }
    }

    /// Why the file is not to be had. The answer to HEAD has no words in it, so they are asked for.
    private func failure(
        _ object: S3Object, _ url: HTTPURL, _ region: String, _ access: S3Access, _ refusal: HTTPClientResponse
    ) async throws -> Diagnostic {
        let signed = try access.signed(.GET, url, in: region, at: now())
        let response = try await web.send(.GET, signed, headers: ["Range": "bytes=0-0"])
        let body = try await Web.body(response, of: url, limit: 64 << 10)
        let isDeleted = refusal.headers.first(name: "x-amz-delete-marker") == "true"
        return S3Failure(
            status: refusal.status.code, body: String(decoding: body, as: UTF8.self), isDeleted: isDeleted
        ).diagnostic(for: object, access: access)
    }

    private func announcement(
        of object: S3Object, _ response: HTTPClientResponse, _ url: HTTPURL, _ locator: S3Locator, _ access: S3Access,
        _ identity: Digest
    ) -> Announcement {
        let sha256 = S3.checksum(response.headers)
        let size = response.headers.first(name: "Content-Length").flatMap { Int64($0) }
        let version = response.headers.first(name: "x-amz-version-id").flatMap { $0 == "null" ? nil : $0 }
        var pinned = object
        pinned.version = object.version ?? version
        let file = RemoteFile(
            name: "\(object)", identity: identity, expected: sha256, size: size,
            locate: { RemoteLocation(try await locator.location()) },
            refusal: { response in
                guard (400..<500).contains(response.status.code) else { return nil }
                return S3Failure(status: response.status.code, body: "").diagnostic(for: object, access: access)
            }
        )
        return Announcement(sha256: sha256, size: size, pinned: pinned.isPinned ? "\(pinned)" : nil, file: file)
    }

    /// The SHA-256 that S3 keeps of the whole object; the one of an upload in parts is a digest of digests (`…-3`).
    private static func checksum(_ headers: HTTPHeaders) -> Digest? {
        guard headers.first(name: "x-amz-checksum-type") != "COMPOSITE",
            let text = headers.first(name: "x-amz-checksum-sha256"), let bytes = Data(base64Encoded: text),
            bytes.count == 32
        else { return nil }
        let digits = Array("0123456789abcdef")
        return Digest(String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }))
    }
}

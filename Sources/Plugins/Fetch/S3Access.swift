internal import NIOHTTP1
internal import RecuaAWS
internal import RecuaCore
internal import RecuaHTTP

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// In whose name S3 is asked: with AWS credentials, or as anybody when there are none.
struct S3Access: Sendable {
    let credentials: AWSCredentials?
    /// Why there are no credentials.
    let lack: Diagnostic?

    /// What the AWS CLI would use. Having none is no failure: the file may be public.
    ///
    /// - Throws: ``Diagnostic`` `aws.credentials.expired` and others that say that there should be some.
    static func load(environment: [String: String]) async throws -> S3Access {
        do {
            return S3Access(credentials: try await AWSCredentials.load(environment: environment), lack: nil)
        } catch let problem as Diagnostic where nothingKnown.contains(problem.code) {
            return S3Access(credentials: nil, lack: problem)
        }
    }

    private static let nothingKnown: Set = [
        "aws.credentials.missing", "aws.credentials.cli-version", "aws.cli-missing",
    ]

    /// How long a signed address may be used. It is renewed much sooner.
    private static let seconds = 3600

    /// The address with its signature, as long as there are credentials.
    ///
    /// - Parameter headers: those that the signature must cover; all that begin with `x-amz-`.
    func signed(
        _ method: HTTPMethod, _ url: HTTPURL, in region: String, at date: Date, headers: [(String, String)] = []
    ) throws -> HTTPURL {
        guard let credentials else { return url }
        let request = try SignableRequest(
            method: method.rawValue, url: url.requestText, headers: headers.map { (name: $0.0, value: $0.1) })
        let signer = RequestSigner(credentials: credentials, region: region, service: "s3")
        var signed = url
        signed.query = signer.presignedQuery(for: request, at: date, seconds: Self.seconds)
        return signed
    }
}

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import RecuaCore
import RecuaHTTP

/// A registry's refusal: a status, and error codes of the distribution specification if it gave any.
struct RegistryFailure {
    let status: UInt
    let codes: [String]
    let message: String?
    /// That the errors name, such as blobs that are missing.
    let digests: [Digest]

    /// Reads the rest of the response.
    init(_ response: HTTPClientResponse) async {
        status = response.status.code
        let body = try? await response.body.collect(upTo: 64 << 10)
        let errors = body.flatMap { try? JSON(parsing: Array($0.readableBytesView)) }?["errors"]?.array ?? []
        codes = errors.compactMap { $0["code"]?.string }
        message = errors.lazy.compactMap { $0["message"]?.string }.first.map { String($0.prefix(300)) }
        digests = errors.compactMap { ($0["detail"]?["digest"] ?? $0["detail"])?.string.flatMap { Digest($0) } }
    }

    /// True for an upload that may succeed in a session of its own: this one is over, or its bytes did not arrive well.
    var needsFreshSession: Bool {
        let fresh: Set = ["BLOB_UPLOAD_INVALID", "BLOB_UPLOAD_UNKNOWN", "DIGEST_INVALID", "SIZE_INVALID"]
        return status == 416 || !fresh.isDisjoint(with: codes)
    }

    /// True for an upload whose bytes may be welcome in another manner: the method or the size is what is refused.
    var isAboutManner: Bool {
        codes.contains("UNSUPPORTED") || [404, 405, 411, 413, 501].contains(status) && !isMissingRepository
    }

    /// True for a manifest whose blobs the registry does not have, or no longer.
    var isAboutBlobs: Bool { !Set(["MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN"]).isDisjoint(with: codes) }

    private var isMissingRepository: Bool { status == 404 && codes.contains("NAME_UNKNOWN") }

    func diagnostic(at url: HTTPURL, repository: String) -> Diagnostic {
        let said = (codes.first.map { " \($0)" } ?? "") + (message.map { ": \($0)" } ?? "")
        if isMissingRepository {
            return Diagnostic(
                "registry.repository-missing", "there is no repository `\(repository)` in `\(url.origin)`",
                help: "create it first, or check its name"
            )
        }
        if status == 404 {
            return Diagnostic(
                "registry.missing", "`\(url)` is not there (404\(said))", help: "check the image's name and tag")
        }
        return Diagnostic("registry.refused", "`\(url)` answered \(status)\(said)")
    }
}

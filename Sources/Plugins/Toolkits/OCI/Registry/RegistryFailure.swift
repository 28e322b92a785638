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

    /// Reads the rest of the response.
    init(_ response: HTTPClientResponse) async {
        status = response.status.code
        let body = try? await response.body.collect(upTo: 64 << 10)
        let errors = body.flatMap { try? JSON(parsing: Array($0.readableBytesView)) }?["errors"]?.array ?? []
        codes = errors.compactMap { $0["code"]?.string }
        message = errors.lazy.compactMap { $0["message"]?.string }.first.map { String($0.prefix(300)) }
    }

    /// True for an upload that may succeed in a session of its own: this one is over, or its bytes did not arrive well.
    var needsFreshSession: Bool {
        let fresh: Set = ["BLOB_UPLOAD_INVALID", "BLOB_UPLOAD_UNKNOWN", "DIGEST_INVALID", "SIZE_INVALID"]
        return status == 416 || !fresh.isDisjoint(with: codes)
    }

    func diagnostic(at url: HTTPURL, repository: String) -> Diagnostic {
        let said = (codes.first.map { " \($0)" } ?? "") + (message.map { ": \($0)" } ?? "")
        if status == 404, codes.contains("NAME_UNKNOWN") {
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

import AsyncHTTPClient
import NIOHTTP1
import RecuaCore
import RecuaHTTP

extension RemoteFile {
    /// Why a server does not hand the file out.
    ///
    /// - Returns: a ``Retryable`` for an answer that asks to come again, else a ``Diagnostic``.
    func failure(_ opened: RouteResponse) -> any Error {
        if let again = Retryable.from(opened.response, at: opened.place, code: "fetch.refused") { return again }
        if opened.isLocated, let own = refusal(opened.response) { return own }
        switch opened.status {
        case 404, 410:
            return Diagnostic(
                "fetch.not-found", "there is no file at `\(opened.place)`", help: "check the source's URL")
        case 401, 403:
            return Diagnostic(
                "fetch.denied", "`\(opened.place)` may not be read without permission",
                help: "check the source's URL and who may read it")
        case let status: return Diagnostic("fetch.refused", "`\(opened.place)` answered \(status)")
        }
    }
}

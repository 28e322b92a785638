internal import AsyncHTTPClient
internal import NIOHTTP1
internal import RecuaCore

/// Hugging Face's refusals in words. It answers 401 also for repositories that do not exist.
enum HubFailure {
    static func diagnostic(_ response: HTTPClientResponse, for file: HubFile, hasToken: Bool) -> Diagnostic {
        let status = response.status.code
        let message = response.headers.first(name: "X-Error-Message")?.lowercased() ?? ""
        switch response.headers.first(name: "X-Error-Code") {
        case "GatedRepo": return gated(file, hasToken: hasToken)
        case "RevisionNotFound":
            return Diagnostic(
                "fetch.not-found", "`\(file.repository)` on Hugging Face has no revision `\(file.revision)`",
                help: "write a branch, a tag or a commit of the repository after `@`"
            )
        case "EntryNotFound":
            return Diagnostic(
                "fetch.not-found",
                "`\(file.repository)` on Hugging Face has no file `\(file.path)` in `\(file.revision)`",
                help: "look at https://huggingface.co/\(file.kind)\(file.repository)/tree/\(file.revision)"
            )
        case "RepoNotFound": return missing(file, hasToken: hasToken)
        default: break
        }
        if status == 401, hasToken, message.contains("invalid") || message.contains("expired") { return badToken }
        switch status {
        case 401, 404: return missing(file, hasToken: hasToken)
        case 403: return gated(file, hasToken: hasToken)
        default: return Diagnostic("fetch.refused", "Hugging Face answered \(status) for `\(file)`")
        }
    }

    private static func gated(_ file: HubFile, hasToken: Bool) -> Diagnostic {
        let page = "https://huggingface.co/\(file.kind)\(file.repository)"
        return Diagnostic(
            "fetch.gated",
            hasToken
                ? "`\(file.repository)` on Hugging Face is gated, and the owner of the token has no access to it yet"
                : "`\(file.repository)` on Hugging Face is gated: it needs a token",
            help: hasToken ? "ask for access at \(page)" : "ask for access at \(page), and set `HF_TOKEN`"
        )
    }

    private static func missing(_ file: HubFile, hasToken: Bool) -> Diagnostic {
        Diagnostic(
            "fetch.not-found",
            "there is no `\(file.repository)` on Hugging Face"
                + (hasToken ? ", or the token may not see it" : ", or it is private"),
            help: hasToken
                ? "check the spelling of `\(file)`"
                : "check the spelling of `\(file)`; for a private repository set `HF_TOKEN`"
        )
    }

    private static let badToken = Diagnostic(
        "fetch.token", "Hugging Face does not accept the token",
        help: "make a new one at https://huggingface.co/settings/tokens and set `HF_TOKEN`"
    )
}

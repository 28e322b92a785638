internal import AsyncHTTPClient
internal import NIOHTTP1
internal import RecuaCore

/// A refusal of Hugging Face, which answers 401 also for repositories that do not exist.
struct HubFailure: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case badToken, gated, forbidden, disabled, noRepository, noRevision, noEntry, other
    }

    let kind: Kind
    let status: UInt

    init(_ response: HTTPClientResponse, hasToken: Bool) {
        status = response.status.code
        let message = response.headers.first(name: "X-Error-Message")?.lowercased() ?? ""
        switch response.headers.first(name: "X-Error-Code") {
        case "GatedRepo": kind = .gated
        case "RevisionNotFound": kind = .noRevision
        case "EntryNotFound": kind = .noEntry
        case "RepoNotFound": kind = .noRepository
        default: kind = HubFailure.kind(status: response.status.code, message, hasToken)
        }
    }

    /// Without a code, the status and the words have to do.
    private static func kind(status: UInt, _ message: String, _ hasToken: Bool) -> Kind {
        if message.contains("access to this resource is disabled") { return .disabled }
        switch status {
        case 401:
            let isAboutToken = ["invalid", "expired", "revoked"].contains { message.contains($0) }
            return hasToken && isAboutToken ? .badToken : .noRepository
        case 403: return .forbidden
        case 404: return .noRepository
        default: return .other
        }
    }

    func diagnostic(for file: HubFile, token: HubSettings.Token?) -> Diagnostic {
        switch kind {
        case .badToken: badToken(token)
        case .gated: gated(file, token)
        case .forbidden: forbidden(file, token)
        case .disabled:
            Diagnostic("fetch.denied", "Hugging Face has disabled `\(file.repository)`", help: "see \(file.page)")
        case .noRepository: missing(file, token)
        case .noRevision:
            Diagnostic(
                "fetch.not-found", "`\(file.repository)` on Hugging Face has no revision `\(file.revision)`",
                help: "write a branch, a tag or a commit of the repository after `@`")
        case .noEntry:
            Diagnostic(
                "fetch.not-found",
                "`\(file.repository)` on Hugging Face has no file `\(file.path)` in `\(file.revision)`",
                help: "look at \(file.page)/tree/\(file.revision)")
        case .other: Diagnostic("fetch.refused", "Hugging Face answered \(status) for `\(file)`")
        }
    }

    /// A public file too is refused to a bad token.
    private func badToken(_ token: HubSettings.Token?) -> Diagnostic {
        Diagnostic(
            "fetch.token", "Hugging Face does not accept the token in \(token?.place ?? "`HF_TOKEN`")",
            help: "make a new one at https://huggingface.co/settings/tokens; a public file needs none: "
                + "`HF_HUB_DISABLE_IMPLICIT_TOKEN=1` sends none")
    }

    private func gated(_ file: HubFile, _ token: HubSettings.Token?) -> Diagnostic {
        Diagnostic(
            "fetch.gated",
            token == nil
                ? "`\(file.repository)` on Hugging Face is gated: it needs a token"
                : "`\(file.repository)` on Hugging Face is gated, and the owner of the token has no access to it yet",
            help: "ask for access at \(file.page)\(token == nil ? ", and set `HF_TOKEN`" : "")")
    }

    private func forbidden(_ file: HubFile, _ token: HubSettings.Token?) -> Diagnostic {
        Diagnostic(
            "fetch.denied",
            token.map { "the token in \($0.place) may not read `\(file.repository)` on Hugging Face" }
                ?? "Hugging Face does not let everybody read `\(file.repository)`",
            help: token == nil
                ? "set `HF_TOKEN`"
                : "a fine-grained token needs to read this repository: https://huggingface.co/settings/tokens")
    }

    private func missing(_ file: HubFile, _ token: HubSettings.Token?) -> Diagnostic {
        Diagnostic(
            "fetch.not-found",
            "there is no `\(file.repository)` on Hugging Face"
                + (token == nil ? ", or it is private" : ", or the token may not see it"),
            help: "check the spelling of `\(file)`\(token == nil ? "; for a private repository set `HF_TOKEN`" : "")")
    }
}

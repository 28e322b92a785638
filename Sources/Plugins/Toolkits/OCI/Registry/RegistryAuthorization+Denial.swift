import RecuaCore

extension RegistryAuthorization {
    /// Why a request ends with 401 or 403, for people.
    ///
    /// - Parameter scopes: of that request.
    func denied(status: UInt, scopes: [String]) -> Diagnostic {
        let (credentials, scheme) = login
        // A token that was given out and is then refused does not reach as far as the request.
        let isKnown = credentials != nil && (status == 403 || scheme == .bearer)
        guard isKnown, let scope = scopes.first?.split(separator: ":"), scope.count == 3 else {
            return loginRefused(status: status)
        }
        let verb = scope[2].contains("push") ? "push to" : "pull from"
        return Diagnostic(
            "registry.denied", "`\(host)` does not let this login \(verb) `\(scope[1])` (it answered \(status))",
            help: "check the repository's name and what the login is allowed, or log in as somebody else"
        )
    }

    /// Why the registry, or its token server, takes no login of ours.
    func loginRefused(status: UInt) -> Diagnostic {
        let isAnonymous = login.credentials == nil
        return Diagnostic(
            isAnonymous ? "registry.credentials.missing" : "registry.credentials.invalid",
            isAnonymous
                ? "`\(host)` wants a login (it answered \(status))"
                : "`\(host)` does not accept the login (it answered \(status))",
            help: "log in with `docker login \(host)`, or with any tool that writes Docker's `config.json`"
        )
    }
}

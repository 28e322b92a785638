/// A login for a registry: a name and a password, or an identity token. Printed, it shows neither.
public struct RegistryCredentials: Sendable, Hashable {
    enum Secret: Sendable, Hashable {
        case password(String)
        /// Good for tokens only: it is traded for them at the registry's token server (OAuth 2, `refresh_token`).
        case identityToken(String)
    }

    let username: String
    let secret: Secret

    /// The name `<token>` marks what credential helpers hand out as an identity token.
    public init(username: String, password: String) {
        self.username = username
        secret = username == "<token>" ? .identityToken(password) : .password(password)
    }

    public init(identityToken: String) {
        username = "<token>"
        secret = .identityToken(identityToken)
    }

    /// From `name:password` in base 64, as Docker's configuration and Amazon ECR hand it out.
    public init?(base64: String) {
        guard let bytes = Base64.decoded(base64), let text = String(validating: bytes, as: UTF8.self),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        // Old Dockers pad the password with zero bytes.
        let password = text[text.index(after: colon)...].prefix { $0 != "\0" }
        self.init(username: String(text[..<colon]), password: String(password))
    }

    /// The value of an `Authorization` header; nil for an identity token, which no registry takes as a password.
    var basic: String? {
        guard case .password(let password) = secret else { return nil }
        return "Basic \(Base64.encoded(Array("\(username):\(password)".utf8)))"
    }
}

extension RegistryCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "registry credentials" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

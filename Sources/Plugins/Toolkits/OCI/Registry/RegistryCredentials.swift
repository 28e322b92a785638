/// A name and a password for a registry. Printed, it shows neither.
public struct RegistryCredentials: Sendable, Hashable {
    let username: String
    let password: String

    public init(username: String, password: String) {
        self.username = username
        self.password = password
    }

    /// From `name:password` in base 64, as Docker's configuration and Amazon ECR hand it out.
    public init?(base64: String) {
        guard let bytes = Base64.decoded(base64), let text = String(validating: bytes, as: UTF8.self),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        self.init(username: String(text[..<colon]), password: String(text[text.index(after: colon)...]))
    }

    /// The value of an `Authorization` header.
    var basic: String { "Basic \(Base64.encoded(Array("\(username):\(password)".utf8)))" }
}

extension RegistryCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "registry credentials" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Tells what had better not be shown: environments and labels of images hold secrets more often than they should.
enum SecretLook {
    private static let words = [
        "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "APIKEY", "API_KEY", "ACCESS_KEY",
        "PRIVATE", "AUTH", "SIGNATURE", "CONNECTION_STRING",
    ]

    /// True when the name says secret, or the value is made like one.
    static func isSecret(name: String, value: String) -> Bool {
        let folded = String(name.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
        let isNamed = words.contains { folded.contains($0) } || folded.hasSuffix("_KEY") || folded.hasSuffix("_PAT")
        return !value.isEmpty && (isNamed || hasShape(value))
    }

    /// Keys of services that begin as theirs do, URLs with a password, private keys.
    private static func hasShape(_ value: String) -> Bool {
        let beginnings = ["hf_", "sk-", "ghp_", "gho_", "github_pat_", "glpat-", "xoxb-", "AKIA", "ASIA", "eyJ"]
        return beginnings.contains { value.hasPrefix($0) && value.count >= 16 }
            || value.contains("-----BEGIN") || value.firstMatch(of: /:\/\/[^\/\s:@]+:[^\/\s@]+@/) != nil
    }

    /// Words of a command line, with what follows a secret's option left out.
    static func words(_ command: [String]) -> [String] {
        var isNext = false
        return command.map { word in
            defer { isNext = word.hasPrefix("-") && !word.contains("=") && isSecret(name: word, value: "x") }
            if isNext { return "…" }
            guard word.hasPrefix("-"), let equals = word.firstIndex(of: "=") else {
                return hasShape(word) ? "…" : word
            }
            let (name, value) = (String(word[..<equals]), String(word[word.index(after: equals)...]))
            return isSecret(name: name, value: value) ? "\(name)=…" : word
        }
    }
}

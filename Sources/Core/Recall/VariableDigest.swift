/// Identities of environment variables' values, which may be secrets: each answer salts them anew, so that neither a table
/// of digests nor another answer tells a short value.
enum VariableDigest {
    /// In bytes.
    static let saltLength = 32

    /// Random bytes.
    static func newSalt() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<saltLength).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }
    }

    /// - Parameter name: a name, or with a trailing `*` the beginning of names.
    /// - Returns: nil when nothing is set.
    static func of(_ name: String, in environment: [String: String], salt: [UInt8]) -> Digest? {
        value(of: name, in: environment).map { value in
            var hasher = Digest.Hasher()
            hasher.update(salt)
            hasher.update(Array(value.utf8))
            return hasher.finish()
        }
    }

    private static func value(of name: String, in environment: [String: String]) -> String? {
        guard name.hasSuffix("*") else { return environment[name] }
        let matches = environment.filter { $0.key.hasPrefix(name.dropLast()) }.sorted { $0.key < $1.key }
        return matches.isEmpty ? nil : JSON.array(matches.map { [.string($0.key), .string($0.value)] }).text()
    }
}

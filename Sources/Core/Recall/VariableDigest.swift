/// Identities of environment variables' values, which may be secrets.
enum VariableDigest {
    /// - Parameter name: a name, or with a trailing `*` the beginning of names.
    /// - Returns: nil when nothing is set.
    static func of(_ name: String, in environment: [String: String]) -> Digest? {
        guard name.hasSuffix("*") else { return environment[name].map { Digest(of: $0) } }
        let matches = environment.filter { $0.key.hasPrefix(name.dropLast()) }.sorted { $0.key < $1.key }
        return matches.isEmpty
            ? nil : Digest(of: JSON.array(matches.map { [.string($0.key), .string($0.value)] }).text())
    }
}

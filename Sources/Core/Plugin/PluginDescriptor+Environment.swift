extension PluginDescriptor {
    /// The variables that a plugin is given: a few that every program needs, and those it declares.
    func environment(from all: [String: String]) -> [String: String] {
        Self.environment(environment + fingerprintedEnvironment, from: all)
    }

    /// The variables whose values enter fingerprints: those that are set.
    func variablesThatCount(in all: [String: String]) -> [String: String] {
        var counting: [String: String] = [:]
        for name in fingerprintedEnvironment {
            if name.hasSuffix("*") {
                counting.merge(all.filter { $0.key.hasPrefix(name.dropLast()) }) { value, _ in value }
            } else {
                counting[name] = all[name]
            }
        }
        return counting
    }

    /// - Parameter declared: names; a trailing `*` matches a prefix.
    package static func environment(_ declared: [String], from all: [String: String]) -> [String: String] {
        let always: Set<String> = ["PATH", "HOME", "LANG", "TMPDIR", "USER"]
        return all.filter { name, _ in
            always.contains(name)
                || declared.contains { $0 == name || ($0.hasSuffix("*") && name.hasPrefix($0.dropLast())) }
        }
    }
}

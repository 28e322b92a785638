extension PluginDescriptor {
    /// The variables that a plugin is given: a few that every program needs, and those it declares.
    func environment(from all: [String: String]) -> [String: String] {
        let always: Set<String> = ["PATH", "HOME", "LANG", "TMPDIR", "USER"]
        let patterns = environment + fingerprintedEnvironment
        return all.filter { name, _ in
            always.contains(name)
                || patterns.contains { $0 == name || ($0.hasSuffix("*") && name.hasPrefix($0.dropLast())) }
        }
    }
}

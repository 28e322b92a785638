internal import RecuaCore

/// Whether hooks that run on a failure stand where one can be told to them.
struct HookOccasionCheck {
    /// Canonical, by name.
    let hooks: [String: JSON]

    var diagnostics: [Diagnostic] { hooks.keys.sorted().compactMap(problem) }

    private func problem(_ name: String) -> Diagnostic? {
        let hook = hooks[name] ?? .null
        let isTold = HookOccasion.all(of: hook).contains(.failure)
        if let kind = hook["before"]?.string {
            if isTold {
                return Diagnostic(
                    "hooks.when",
                    "the hook `\(name)` runs before the \(kind) is made, so it cannot wait for that to fail",
                    pointer: "/hooks/\(name)/when", help: "write `after: \(kind)`")
            }
            guard let other = other(kind), other.occasions.contains(.failure) else { return nil }
            return Diagnostic(
                "hooks.when", "nothing can run before the hook `\(other.name)`, which is told of a failure",
                pointer: "/hooks/\(name)/before", help: "do both in one command")
        }
        guard !isTold, let other = hook["after"]?.string.flatMap(other), other.occasions == [.failure] else {
            return nil
        }
        return Diagnostic(
            "hooks.when", "the hook `\(name)` would never run: `\(other.name)` runs only after a failure",
            pointer: "/hooks/\(name)/after", help: "write `when: failure` here too")
    }

    private func other(_ kind: String) -> (name: String, occasions: Set<HookOccasion>)? {
        let prefix = "hooks."
        let name = String(kind.dropFirst(prefix.count))
        guard kind.hasPrefix(prefix), let hook = hooks[name] else { return nil }
        return (name, HookOccasion.all(of: hook))
    }
}

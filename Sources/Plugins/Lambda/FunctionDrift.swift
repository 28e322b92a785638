import RecuaCore

/// In what a function is not what it was asked to be.
struct FunctionDrift {
    let function: FunctionFacts
    /// Nil when its URL was deleted.
    let url: URLFacts?

    /// What was asked for and what is there. Of a variable that somebody else has set the value is not told: it may be a
    /// secret.
    func differences(from settings: FunctionSettings) -> [Difference] {
        numbers(settings) + variables(settings) + address(settings)
    }

    /// - Parameter deployment: what was recorded; one of an earlier Recua tells of the image and the time alone.
    func differences(from deployment: Deployment) -> [Difference] {
        var differences: [Difference] = []
        if function.imageDigest != deployment.imageDigest {
            differences.append(Self.image(recorded: deployment.imageDigest, found: function.imageDigest))
        }
        differences += deployment.settings.map { self.differences(from: $0) } ?? []
        let recorded = deployment.resources["lastModified"]
        if differences.isEmpty, function.lastModified != recorded {
            // A secret, the description, a role: what is not compared by itself.
            differences.append(Difference("its last change", recorded: recorded, found: function.lastModified))
        }
        return differences
    }

    static func image(recorded: Digest, found: Digest?) -> Difference {
        Difference("image", recorded: "sha256:\(recorded.short)", found: found.map { "sha256:\($0.short)" } ?? "none")
    }

    private func numbers(_ settings: FunctionSettings) -> [Difference] {
        [
            Self.number("memory", settings.memory, function.memory, "MB"),
            Self.number("timeout", settings.timeout, function.timeout, "s"),
            Self.number("ephemeral storage", settings.ephemeralStorage, function.ephemeralStorage, "MB"),
            settings.reservedConcurrency == function.reservedConcurrency
                ? nil
                : Difference(
                    "reserved concurrency", recorded: settings.reservedConcurrency.map { "\($0)" } ?? "none",
                    found: function.reservedConcurrency.map { "\($0)" } ?? "none"),
        ].compactMap(\.self)
    }

    private static func number(_ what: String, _ recorded: Int, _ found: Int?, _ unit: String) -> Difference? {
        guard let found, found != recorded else { return nil }
        return Difference(what, recorded: "\(recorded) \(unit)", found: "\(found) \(unit)")
    }

    private func variables(_ settings: FunctionSettings) -> [Difference] {
        let names = Set(function.environment.keys).union(settings.environment.keys).union(settings.secretVariables.keys)
        return names.sorted().compactMap { name in
            let what = "environment variable \(name)"
            let recorded = settings.secretVariables[name] == nil ? settings.environment[name] : "a secret"
            switch (recorded, function.environment[name]) {
            case (nil, _?): return Difference("\(what) was added")
            case (let recorded?, nil): return Difference(what, recorded: recorded)
            case (let recorded?, let found?):
                if recorded == found || settings.secretVariables[name] != nil { return nil }
                return Difference(what, recorded: recorded, found: "another value")
            case (nil, nil): return nil
            }
        }
    }

    private func address(_ settings: FunctionSettings) -> [Difference] {
        guard let url else { return [Difference("its URL was deleted")] }
        let asked = URLFacts(auth: settings.auth, isStreaming: settings.isStreaming)
        return [
            asked.auth == url.auth
                ? nil : Difference("URL authentication", recorded: asked.authType, found: url.authType),
            asked.isStreaming == url.isStreaming
                ? nil : Difference("URL invoke mode", recorded: asked.invokeMode, found: url.invokeMode),
        ].compactMap(\.self)
    }
}

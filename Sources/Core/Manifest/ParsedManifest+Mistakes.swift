extension ParsedManifest {
    private static let unknown: Set<String> = ["manifest.unknown-section", "manifest.unknown-target"]

    /// All that is wrong where plugins cannot be used: why they cannot, and every mistake that can be told without them.
    ///
    /// Which sections and targets they would bring is not known, so that an unknown one is no mistake yet.
    ///
    /// - Parameters:
    ///   - problems: why plugins cannot be used.
    ///   - descriptors: the other plugins.
    public func mistakes(
        besides problems: [Diagnostic], descriptors: [PluginDescriptor], overrides: [String], target: String?
    ) -> Diagnostics {
        var found: [Diagnostic] = []
        do { _ = try resolve(descriptors: descriptors, overrides: overrides, target: target) } catch {
            found = Diagnostics.from(error).filter { !Self.unknown.contains($0.code) && !problems.contains($0) }
        }
        return Diagnostics(problems + found).sorted(texts)
    }
}

import RecuaCore

/// Every source of a manifest, in whatever profile it stands: one lock file serves them all.
struct LockScope {
    /// The manifest alone, and with each profile, as it is written: without a pin.
    let manifests: [Manifest]
    /// Profiles that cannot be read here, since they need a variable that is not set for example.
    let unreadable: [String]

    /// - Throws: ``Diagnostics`` when no way to read the manifest is left, and when the lock file cannot be read.
    init(_ parsed: ParsedManifest, _ descriptors: [PluginDescriptor], _ elsewhere: [String: String] = [:]) throws {
        var manifests: [Manifest] = []
        var unreadable: [String] = []
        var first: (any Error)?
        for profile in [nil] + parsed.profileNames.map(Optional.some) {
            do {
                manifests.append(
                    try parsed.resolve(
                        descriptors: descriptors, profile: profile, locking: .leftAside, elsewhere: elsewhere))
            } catch {
                first = first ?? error
                unreadable.append(profile.map { "profile `\($0)`" } ?? "the manifest without a profile")
            }
        }
        if manifests.isEmpty, let first { throw first }
        self.manifests = manifests
        self.unreadable = unreadable
    }

    var sources: [SourceUse] { manifests.flatMap(\.sources) }
}

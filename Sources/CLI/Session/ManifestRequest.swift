/// What of the command line decides which plugins a manifest has.
struct ManifestRequest: Sendable, Hashable {
    /// The manifest's place; nil for the usual one.
    var file: String?
    /// As `--set` takes them.
    var overrides: [String] = []
    /// What `--target` names.
    var target: String?
    /// Whether plugins in `PATH` may be used.
    var allowsPath = false
}

extension ManifestRequest {
    init(_ options: ManifestOptions) {
        self.init(
            file: options.file, overrides: options.overrides, target: options.target,
            allowsPath: options.allowPathPlugins)
    }
}

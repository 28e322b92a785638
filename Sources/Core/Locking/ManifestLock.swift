/// The lock file of a manifest: where it lies, and what it held when it was read.
///
/// A folder has `recua.lock`; a file has a lock file of its own name: `stacks/demo.yaml`, `stacks/demo.lock`.
public struct ManifestLock: Sendable {
    /// Absolute.
    public let path: String
    /// As the user would write it.
    public let name: String
    /// Without a pin when there is no such file.
    public let file: LockFile
    /// Why it cannot be used.
    package let problems: [Diagnostic]

    init(beside location: ManifestLocation) {
        path = Self.path(location.shownFolder == nil ? location.files[0].path : nil, in: location.folder)
        name = Self.path(location.shownFolder == nil ? location.files[0].shown : nil, in: location.shownFolder ?? ".")
        do {
            file = try LockFile.read(path, name: name) ?? LockFile()
            problems = []
        } catch {
            file = LockFile()
            problems = Diagnostics.from(error)
        }
    }

    /// - Parameter file: the manifest's file; nil for a folder.
    private static func path(_ file: String?, in folder: String) -> String {
        guard let file else { return folder == "." ? "recua.lock" : "\(folder)/recua.lock" }
        for ending in [".yaml", ".yml"] where file.hasSuffix(ending) { return "\(file.dropLast(ending.count)).lock" }
        return "\(file).lock"
    }
}

internal import RecuaCore
internal import RecuaOCI

/// Files of images, ready to be bound into a sandbox.
///
/// What the store holds is bound where it is. Only a program without the permission to run, and one whose start is
/// different in the image, are copied: once for all stacks, under their digests.
struct RunnableFiles {
    let store: Store
    let architecture: Architecture
    /// Stacks that share a program share the work of its copy.
    let gate: KeyedGate

    /// A file that has the content and the permission the image gives to `entry`.
    func path(of entry: Image.Entry) async throws -> String {
        let isProgram = entry.mode & 0o111 != 0
        let isRunnable = Files.facts(entry.source.path)?.isExecutable ?? false
        guard entry.isAssimilated || (isProgram && !isRunnable) else { return entry.source.path }
        let suffix = entry.isAssimilated ? "-\(architecture)" : ""
        let folder = "\(try store.folder(ofPlugin: "local"))/programs"
        let place = "\(folder)/\(entry.source.sha256.hex)\(suffix)"
        return try await gate.alone(with: place) {
            if Files.exists(place) { return place }
            Files.sweep(folder)
            try Assimilation.materialise(entry, architecture: architecture, to: place)
            return place
        }
    }
}

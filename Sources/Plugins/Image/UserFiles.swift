import RecuaCore

/// The user's own files on this machine, on their way into a layer.
///
/// Nothing of this machine's but content, names and executable bits gets into the image: no owners, times, other modes.
struct UserFiles {
    /// Where relative paths of the manifest start.
    let folder: String
    let store: Store
    /// More belong into an archive or into a base image: each of them is a line in the ledger, and a mount for `local`.
    var limit = 5_000

    /// The entries of the layer, sorted by their paths.
    ///
    /// Symbolic links stand for what they lead to. Empty folders are left out.
    ///
    /// - Throws: ``Diagnostic`` `image.files` for a file that cannot have its place, `file.missing`, `file.not-a-file`.
    func entries(_ placements: [FilePlacement]) throws -> [Image.Entry] {
        var entries: [String: Image.Entry] = [:]
        for placement in placements {
            for file in try files(of: placement) {
                if let why = ImagePath.fileProblem("/" + file.place) { throw problem(placement, "/" + file.place, why) }
                let entry = Image.Entry(
                    path: file.place, mode: placement.permissions ?? (file.isExecutable ? 0o755 : 0o644),
                    source: try store.digest(ofLocalFile: file.path))
                guard entries.updateValue(entry, forKey: file.place) == nil else {
                    throw problem(placement, "/" + file.place, "another file of `image.files` has it")
                }
                guard entries.count <= limit else {
                    throw problem(placement, placement.to, "`image.files` would hold more than \(limit) files")
                }
            }
        }
        return entries.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private struct Found {
        var path: String
        var place: String
        var isExecutable: Bool
    }

    private func files(of placement: FilePlacement) throws -> [Found] {
        let path = Files.resolve(placement.from, in: folder)
        guard let facts = Files.facts(path) else {
            throw Diagnostic("file.missing", "there is no file `\(path)`", pointer: placement.pointer)
        }
        let place = placement.place
        if facts.isFolder { return try files(in: path, FolderTrail(facts), at: place, placement) }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let own = placement.to.hasSuffix("/") ? (place.isEmpty ? name : "\(place)/\(name)") : place
        return [Found(path: path, place: own, isExecutable: facts.isExecutable)]
    }

    private func files(
        in folder: String, _ trail: FolderTrail, at place: String, _ placement: FilePlacement
    ) throws -> [Found] {
        try names(in: folder, placement).flatMap { name in
            let path = "\(folder)/\(name)"
            let inner = place.isEmpty ? name : "\(place)/\(name)"
            guard let facts = try Files.lookUp(path) else {
                throw problem(placement, "/" + inner, "`\(path)` is a symbolic link that leads nowhere")
            }
            guard facts.isFolder else { return [Found(path: path, place: inner, isExecutable: facts.isExecutable)] }
            guard !trail.isLedBack(by: path, to: facts) else {
                throw problem(placement, "/" + inner, "`\(path)` is a symbolic link back to a folder that holds it")
            }
            return try files(in: path, trail.entering(facts), at: inner, placement)
        }
    }

    private func names(in folder: String, _ placement: FilePlacement) throws -> [String] {
        do { return try Files.listWhole(folder) } catch var problem as Diagnostic {
            problem.pointer = placement.pointer
            throw problem
        }
    }

    private func problem(_ placement: FilePlacement, _ place: String, _ why: String) -> Diagnostic {
        Diagnostic("image.files", "`\(place)` cannot be put into the image: \(why)", pointer: placement.pointer)
    }
}

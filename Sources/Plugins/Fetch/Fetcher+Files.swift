internal import Glibc
internal import RecuaCore
internal import RecuaGGUF
internal import RecuaTransfer

/// Files that are on this machine.
extension Fetcher {
    /// A file of the user's is used where it is: copying it would only cost time and disk.
    func local(_ path: String, _ wanted: Wanted) async throws -> StoredFile {
        guard let facts = Files.facts(path) else {
            throw Diagnostic(
                "fetch.not-found", "there is no file `\(path)`", help: "paths start at the manifest's folder")
        }
        guard !facts.isFolder else {
            throw Diagnostic(
                "fetch.not-found", "`\(path)` is a folder, not a file", help: "name the file in it: `FOLDER/FILE`")
        }
        let file = try await digested(path, wanted)
        if let expected = wanted.expected, expected != file.sha256 {
            throw Download.mismatch(path, expected: expected, found: file.sha256)
        }
        return file
    }

    /// A file on this machine with its digest, read once for that and for its layer's.
    func digested(_ path: String, _ wanted: Wanted) async throws -> StoredFile {
        let layer = LayerAlongside(wanted, store: host.store)
        let file = try await host.store.digest(ofLocalFile: path) {
            let bytes = try FileBytes(path: path)
            return layer.observers(head: try bytes.read(at: 0, count: FileExamination.headSize), size: bytes.size)
        } onProgress: {
            host.progress("digest", done: $0, total: $1)
        }
        layer.record(file)
        return file
    }

    /// Looks into the file, and makes a program startable.
    func finished(_ file: StoredFile, _ wanted: Wanted, from place: Secret) throws -> Model.File {
        let facts = try facts(of: file, try shown(place))
        try wanted.role.check(facts, name: wanted.name)
        try wanted.checkProgram(facts, on: stack.target)
        let isReady = !wanted.role.isProgram || Files.facts(file.path)?.isExecutable == true
        return Model.File(name: wanted.name, isReady ? file : try executable(file))
    }

    /// A copy in the store that may be started. Files outside the store are the user's, and keep their mode.
    private func executable(_ file: StoredFile) throws -> StoredFile {
        var file = file
        if file.path != host.store.path(of: file.sha256) {
            host.log("`\(file.path)` is not executable: a copy is made (`chmod +x` saves that)")
            file = try host.store.adopt(file.path, moving: false, digest: file.sha256)
        }
        guard chmod(file.path, 0o555) == 0 else {
            throw Diagnostic("store.write", "`\(file.path)` cannot be made executable")
        }
        return file
    }
}

import Glibc
import RecuaCore

/// Takes the files that an artifact names into the store.
struct ArtifactFiles {
    let program: ProgramIdentity
    let store: Store
    /// Where files may lie. Recua sees more of the machine than a program in its sandbox does, and a file that enters the
    /// store can be read by everybody.
    let given: GivenFolders
    /// Told of a large file from time to time how many of its bytes have been read: its name, how many, of how many.
    var onProgress: @Sendable (String, Int64, Int64) -> Void = { _, _, _ in }
    private let known = AdoptedFiles()

    init(
        program: ProgramIdentity, store: Store, given: GivenFolders,
        onProgress: @escaping @Sendable (String, Int64, Int64) -> Void = { _, _, _ in }
    ) {
        (self.program, self.store, self.given, self.onProgress) = (program, store, given, onProgress)
    }

    /// The artifact with the places that its files have now.
    ///
    /// A file is any object with `path`, `sha256` and `size`.
    ///
    /// - Throws: ``Diagnostic`` `plugin.digest` when a file is not what the program says, `plugin.artifact` when there is
    ///   no such file.
    func adopted(_ artifact: JSON) throws -> JSON {
        switch artifact {
        case .array(let items):
            return .array(try items.map(adopted))
        case .object(let members):
            var result = try members.mapValues(adopted)
            if let path = members["path"], let sha256 = members["sha256"], let size = members["size"] {
                let file = try adopted(path, sha256, size)
                result["path"] = .string(file.path)
                result["sha256"] = .string(file.sha256.hex)
            }
            return .object(result)
        default:
            return artifact
        }
    }

    private func adopted(_ path: JSON, _ sha256: JSON, _ size: JSON) throws -> StoredFile {
        guard let path = path.string, let sha256 = sha256.string, let size = size.integer else {
            throw wrong("what has `path`, `sha256` and `size` is a file: two texts and a number of bytes")
        }
        return try known.file(AdoptedFiles.Claim(path: path, sha256: sha256, size: size)) { claim in
            try adopted(claim.path, claim.sha256, claim.size)
        }
    }

    private func adopted(_ path: String, _ sha256: String, _ size: Int64) throws -> StoredFile {
        guard let digest = Digest(sha256) else { throw wrong("`\(path)`: its `sha256` is not a SHA-256 digest") }
        let source = try source(path)
        guard source.size == size else {
            throw lie("`\(path)` has \(size) bytes, but it has \(source.size)")
        }
        if source.path == Files.real(store.path(of: digest)), let file = store.file(digest) { return file }
        let file = try kept(source, path, digest, size)
        // The store may have had the same bytes without the executable bit.
        if source.isExecutable, Files.facts(file.path)?.isExecutable == false { _ = chmod(file.path, 0o555) }
        return file
    }

    /// What counts is what was read for good: the program may be writing still.
    private func kept(_ source: Source, _ path: String, _ digest: Digest, _ size: Int64) throws -> StoredFile {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let intake = try store.intake(source.path, moving: source.isMovable) { done in
            if done % Self.stride == 0 { onProgress(name, done, size) }
        }
        guard intake.sha256 == digest else {
            intake.discard()
            throw lie(
                intake.size == size
                    ? "`\(path)` is \(digest), but it is \(intake.sha256)"
                    : "`\(path)` has \(size) bytes, but it has \(intake.size)")
        }
        return try intake.keep()
    }

    /// In bytes: what is smaller is read before anybody wonders.
    static let stride: Int64 = 64 << 20

    private struct Source {
        /// Without symbolic links.
        var path: String
        var size: Int64
        var isExecutable: Bool
        /// True for a file in `scratch` that has no other name: a second hard link could change it in the store later.
        var isMovable: Bool
    }

    private func source(_ path: String) throws -> Source {
        let resolved = Files.resolve(path, in: given.scratch)
        if !path.hasPrefix("/"), !resolved.hasPrefix("\(given.scratch)/") {
            throw wrong("`\(path)` leads out of the step's scratch folder")
        }
        guard let real = Files.real(resolved) else { throw wrong("there is no file `\(path)`") }
        guard !given.areReplaced(at: resolved), !given.areReplaced(at: real) else {
            throw wrong("`\(path)` is in a folder that is no longer the one it was given")
        }
        guard given.hold(real) else {
            throw wrong("`\(path)` is neither in a folder that it was given nor in the project's")
        }
        var info = stat()
        guard lstat(real, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
            throw wrong("`\(path)` is no regular file")
        }
        return Source(
            path: real, size: Int64(info.st_size), isExecutable: info.st_mode & 0o111 != 0,
            isMovable: given.isInScratch(real) && info.st_nlink == 1
        )
    }

    private func lie(_ claim: String) -> Diagnostic {
        Diagnostic(
            "plugin.digest", "\(program) says that \(claim)", at: program.place,
            help: "this is a mistake in the plugin, not in the manifest")
    }

    private func wrong(_ what: String) -> Diagnostic {
        Diagnostic(
            "plugin.artifact", "\(program) answered an artifact that cannot be used: \(what)",
            at: program.place,
            help: "this is a mistake in the plugin, not in the manifest"
        )
    }
}

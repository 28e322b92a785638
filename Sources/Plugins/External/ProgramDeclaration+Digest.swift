public import RecuaCore

extension ProgramDeclaration {
    /// Stands for the program's code: what it describes and computes can change only when this does.
    ///
    /// Covers the contents of ``files`` and, for what is no file, the words of the command: an interpreter found through
    /// `PATH` counts by its name. Neither where the files lie, nor modules that a script imports and the manifest does
    /// not declare, nor the version of the interpreter take part. Of a program that is one file it is the file's SHA-256.
    ///
    /// - Throws: ``Diagnostic`` `file.missing` and others at the declaration's place.
    public func digest(in store: Store) throws -> Digest {
        do {
            if run == files, let file = files.first, files.count == 1 {
                return try store.digest(ofLocalFile: file).sha256
            }
            let contents = try Dictionary(files.map { ($0, try store.digest(ofLocalFile: $0).sha256.hex) }) {
                first, _ in first
            }
            let words = run.map { word in JSON.string(contents[Files.resolve(word, in: folder)] ?? word) }
            let besides = files.compactMap { contents[$0] }.map { JSON.string($0) }
            return Digest(of: JSON.object(["run": .array(words), "files": .array(besides)]).text())
        } catch {
            throw placed(error)
        }
    }

    /// The same error, shown where the manifest declares the program.
    func placed(_ error: any Error) -> any Error {
        guard var diagnostic = error as? Diagnostic, diagnostic.place == nil else { return error }
        diagnostic.place = place
        return diagnostic
    }
}

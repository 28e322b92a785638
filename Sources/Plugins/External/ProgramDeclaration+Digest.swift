public import RecuaCore
import RecuaProcess

extension ProgramDeclaration {
    /// Stands for the program's code: what it describes and computes can change only when this does.
    ///
    /// Covers the contents of ``files``, of folders among them all that lies in them; of the program that `PATH` leads to;
    /// and, for what is no file, the words of the command. An interpreter found through `PATH` counts by its name, unless
    /// nothing else counts: an update of the system makes no other plugin of a script. Neither where the files lie, nor
    /// modules that a script imports and the manifest does not declare take part. Of a program that is one file it is the
    /// file's SHA-256.
    ///
    /// - Parameter environment: its `PATH` leads to the program.
    /// - Throws: ``Diagnostic`` `file.missing` and others at the declaration's place.
    public func digest(in store: Store, environment: [String: String]) throws -> Digest {
        do {
            if run == files, let file = files.first, files.count == 1 {
                return try store.digest(ofLocalFile: file).sha256
            }
            let contents = try Dictionary(files.map { ($0, try Self.content(of: $0, store).hex) }) { first, _ in first }
            var words = run.map { word in JSON.string(contents[Files.resolve(word, in: folder)] ?? word) }
            if let path = programInPath(environment) {
                words[0] = .string(try store.digest(ofLocalFile: path).sha256.hex)
            }
            let besides = files.compactMap { contents[$0] }.map { JSON.string($0) }
            return Digest(of: JSON.object(["run": .array(words), "files": .array(besides)]).text())
        } catch {
            throw placed(error)
        }
    }

    private static func content(of path: String, _ store: Store) throws -> Digest {
        Files.facts(path)?.isFolder == true
            ? try ProgramFolder(path: path).digest(in: store) : try store.digest(ofLocalFile: path).sha256
    }

    /// What `PATH` leads to, where that counts; nil as well when there is no such program, which starting it will tell.
    private func programInPath(_ environment: [String: String]) -> String? {
        guard let word = run.first, !word.contains("/"), !startsInterpreter || files.isEmpty else { return nil }
        return Command.path(of: word, environment: environment)
    }

    /// The same error, shown where the manifest declares the program.
    func placed(_ error: any Error) -> any Error {
        guard var diagnostic = error as? Diagnostic, diagnostic.place == nil else { return error }
        diagnostic.place = place
        return diagnostic
    }
}

/// The identity of an artifact, and what must still hold for it to count.
public enum ArtifactFacts {
    /// The digest of an artifact: of its canonical JSON, without the paths of files and the numbers of processes,
    /// which say where something is on this machine and not what it is.
    public static func digest(of artifact: JSON) -> Digest { Digest(of: stripped(artifact).text()) }

    /// What the artifact refers to that can vanish.
    public enum Witness: Sendable, Hashable {
        case file(StoredFile)
        case process(Deployment.Process)
    }

    /// Every file and process an artifact names.
    public static func witnesses(of artifact: JSON) -> [Witness] {
        if let file = storedFile(artifact) { return [.file(file)] }
        switch artifact {
        case .object(let members):
            return members.sorted { $0.key < $1.key }.flatMap { key, value in
                if let process = process(key, value) { return [Witness.process(process)] }
                return witnesses(of: value)
            }
        case .array(let items): return items.flatMap { witnesses(of: $0) }
        default: return []
        }
    }

    private static func storedFile(_ value: JSON) -> StoredFile? {
        guard let path = value["path"]?.string, let size = value["size"]?.integer,
            let digest = value["sha256"]?.string.flatMap({ Digest($0) })
        else { return nil }
        return StoredFile(path: path, sha256: digest, size: size)
    }

    private static func process(_ key: String, _ value: JSON) -> Deployment.Process? {
        key == "process" ? try? value.decode(Deployment.Process.self) : nil
    }

    static func stripped(_ value: JSON) -> JSON {
        switch value {
        case .object(var members):
            if storedFile(value) != nil { members["path"] = nil }
            members = members.filter { process($0, $1) == nil }
            return .object(members.mapValues { stripped($0) })
        case .array(let items): return .array(items.map { stripped($0) })
        default: return value
        }
    }
}

extension ArtifactFacts.Witness {
    /// Why the artifact no longer counts; nil while the witness stands.
    ///
    /// A file of the store is what its name says, so its size is enough; one that people can edit is held to its digest.
    func complaint(_ store: Store) -> String? {
        switch self {
        case .file(let file):
            guard let facts = Files.facts(file.path) else { return "its file `\(file.path)` is gone" }
            let isSame =
                file.path == store.path(of: file.sha256)
                ? facts.size == file.size : (try? store.digest(ofLocalFile: file.path).sha256) == file.sha256
            return isSame ? nil : "its file `\(file.path)` has changed"
        case .process(let process):
            return process.isAlive ? nil : "its process \(process.pid) is gone"
        }
    }

    /// Why a process that runs does not count all the same: the project was moved since it was started, or is a copy of
    /// the one that has it.
    func complaint(of made: StackFacts, in stack: StackFacts) -> String? {
        guard case .process(let process) = self, let folder = made.folder(unless: stack.folder) else { return nil }
        return "its process \(process.pid) was started for the project in `\(folder)`"
    }
}

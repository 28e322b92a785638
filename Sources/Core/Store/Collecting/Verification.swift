internal import Glibc

/// Reads the files of a store to see whether they are what their names say.
struct Verification {
    /// What is not, as it was when it was read.
    private(set) var damaged: Set<FileTree.Entry> = []
    /// Files that this user may not read.
    private(set) var problems: [Diagnostic] = []

    /// Looks at nothing.
    init() {}

    /// - Throws: `CancellationError`.
    init(of root: String, onProgress: (Int64, Int64) -> Void) throws {
        let files = FileTree.entries(in: "\(root)/sha256").filter { $0.isRegular && Digest($0.name) != nil }
        let total = files.reduce(0) { $0 + $1.size }
        var done: Int64 = 0
        for file in files {
            onProgress(done, total)
            try look(at: file)
            done += file.size
        }
        onProgress(total, total)
    }

    private mutating func look(at file: FileTree.Entry) throws {
        do {
            guard try Store.digest(ofFile: file.path).hex != file.name else { return }
        } catch let error as Diagnostic {
            // One that is gone meanwhile is nobody's trouble; one that the disk does not give back is lost.
            guard access(file.path, R_OK) == 0 else {
                if FileTree.entry(file.path) != nil { problems.append(error) }
                return
            }
        }
        damaged.insert(file)
    }
}

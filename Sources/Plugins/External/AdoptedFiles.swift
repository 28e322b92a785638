import RecuaCore
import Synchronization

/// The files of one answer that are in the store already: each is read once, however often the artifact names it.
final class AdoptedFiles: Sendable {
    /// What a program says of a file.
    struct Claim: Hashable, Sendable {
        let path: String
        let sha256: String
        let size: Int64
    }

    private let files = Mutex<[Claim: StoredFile]>([:])

    func file(_ claim: Claim, adopting: (Claim) throws -> StoredFile) rethrows -> StoredFile {
        if let known = files.withLock({ $0[claim] }) { return known }
        let file = try adopting(claim)
        files.withLock { $0[claim] = file }
        return file
    }
}

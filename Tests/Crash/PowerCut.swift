import RecuaCore
import RecuaTestSupport

/// What a power cut leaves of the changes that a program made to its files.
///
/// What was synced is there, and so is what others hold: the cloud, and what the user was told. Of the rest a part is.
struct PowerCut: Sendable {
    enum Loss: String, Sendable, CaseIterable {
        /// Everything reached the disk in the order in which it was written.
        case nothing
        /// And of the last write, the first half.
        case halfAWrite
        /// Whatever was not synced.
        case everything
        /// Of that a part, in any order.
        case some
    }

    let base: Disk
    let changes: [FileChange]
    /// By change, the place of the sync that makes it last.
    private let endurance: [Int]

    init(base: Disk, changes: [FileChange]) {
        self.base = base
        self.changes = changes
        endurance = changes.indices.map { index in
            let change = changes[index]
            if Self.isElsewhere(change) { return index }
            return changes[(index + 1)...].firstIndex { Self.makesLast($0, change) } ?? .max
        }
    }

    /// What is written lasts once its file is synced; a name once its folder is.
    private static func makesLast(_ later: FileChange, _ change: FileChange) -> Bool {
        guard later.kind == .synced else { return false }
        switch change.kind {
        case .removed, .renamed: return later.path == Files.folder(of: change.path)
        default: return later.path == change.path
        }
    }

    private static func isElsewhere(_ change: FileChange) -> Bool {
        change.path.hasSuffix("/cloud") || change.path.hasSuffix("/told")
    }

    /// The disk when the power goes before the change number `moment`.
    func disk(at moment: Int, _ loss: Loss, _ random: inout SplitMix64) -> Disk {
        var disk = base
        for index in 0..<moment {
            switch loss {
            case .everything where endurance[index] >= moment: continue
            case .some where endurance[index] >= moment && random.oneIn(2): continue
            default: disk.apply(changes[index])
            }
        }
        if loss == .halfAWrite, moment < changes.count, !Self.isElsewhere(changes[moment]) {
            disk.apply(changes[moment], limit: changes[moment].bytes.count / 2)
        }
        return disk
    }
}

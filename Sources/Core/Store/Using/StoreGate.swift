internal import Glibc
internal import SystemPackage

/// The door between those who need files of the store and who removes what nobody needs: `lock`, locked by the kernel.
///
/// Many may be inside together to say what they need, each for a moment; who removes is inside alone. A lock goes with
/// its process, however that ends.
struct StoreGate {
    private let file: FileDescriptor

    /// - Parameter removes: false for who only says what it needs: a store of another user, or on a read-only disk, will
    ///   do then.
    /// - Throws: `Errno` when there is no store.
    init(root: String, removes: Bool) throws {
        let path = FilePath("\(root)/lock")
        do {
            file = try FileDescriptor.open(
                path, .readWrite, options: [.create, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead]
            )
        } catch let error as Errno where !removes && error != .noSuchFileOrDirectory {
            file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
        }
    }

    /// Goes in beside others like this one. Waits while somebody removes.
    func enter() {
        while flock(file.rawValue, LOCK_SH) != 0, errno == EINTR {}
    }

    /// The same without waiting.
    ///
    /// - Returns: false while somebody removes.
    func enterAtOnce() -> Bool { flock(file.rawValue, LOCK_SH | LOCK_NB) == 0 }

    /// - Returns: false while somebody else is inside.
    func enterAlone() -> Bool { flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 }

    func leave() { _ = flock(file.rawValue, LOCK_UN) }

    /// Leaves, and does not come back.
    func close() { HeldLock.giveBack(file) }
}

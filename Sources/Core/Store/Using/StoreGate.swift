internal import Glibc
internal import SystemPackage

/// The door between those who need files of the store and who removes what nobody needs: `lock`, locked by the kernel.
///
/// Many may be inside together to say what they need, each for a moment; who removes is inside alone. A lock goes with
/// its process, however that ends.
struct StoreGate {
    private let file: FileDescriptor

    /// - Throws: `Errno` when there is no store, or none that can be written to.
    init(root: String) throws {
        file = try FileDescriptor.open(
            FilePath("\(root)/lock"), .readWrite, options: [.create, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead]
        )
    }

    /// Goes in beside others like this one. Waits while somebody removes.
    func enter() {
        while flock(file.rawValue, LOCK_SH) != 0, errno == EINTR {}
    }

    /// - Returns: false while somebody else is inside.
    func enterAlone() -> Bool { flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 }

    func leave() { _ = flock(file.rawValue, LOCK_UN) }

    func close() { try? file.close() }
}

import Glibc
import RecuaCore

/// A folder in memory for this process's files, empty when it starts.
enum ScratchPlace {
    static let path: String = {
        let path = "/dev/shm/recua-fuzz-\(getpid())"
        do {
            try Files.remove(path)
            try Files.createFolder(path)
        } catch {
            fatalError("\(error)")
        }
        atexit { try? Files.remove("/dev/shm/recua-fuzz-\(getpid())") }
        return path
    }()
}

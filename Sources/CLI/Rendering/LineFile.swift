import Glibc
import SystemPackage

/// A file that takes whole lines.
struct LineFile: Sendable {
    private let file: FileDescriptor

    init(_ file: FileDescriptor) { self.file = file }

    /// Adds the line. Of one that does not fit, as on a full disk, nothing stays where that can be taken back.
    func add(_ line: [UInt8]) throws {
        var written = 0
        do {
            while written < line.count {
                written += try line[written...].withUnsafeBytes { try file.write($0) }
            }
        } catch {
            takeBack(written)
            throw error
        }
    }

    /// Cuts off the end that was just written. What went down a pipe, or is not the end of a file, is past help.
    private func takeBack(_ count: Int) {
        var facts = stat()
        guard count > 0, fstat(file.rawValue, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
            facts.st_size >= count, lseek(file.rawValue, 0, SEEK_CUR) == facts.st_size
        else { return }
        _ = ftruncate(file.rawValue, facts.st_size - count)
    }
}

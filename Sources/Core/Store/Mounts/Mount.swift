internal import CGlibcExtras
internal import Glibc

/// A file system, or a folder of one, in its place.
struct Mount: Hashable {
    /// Where it is: absolute, without symbolic links.
    var point: String
    /// What of the file system is there: `/` for all of it, else the path of a folder inside it.
    var root: String
    /// `major:minor`; of a disk as of its partition, of another file system as long as it is mounted somewhere.
    var device: String
    /// As `mount` calls it: `ext4`, `nfs4`.
    var type: String
    /// What was mounted: a device, `server:/export`, or any word.
    var source: String

    /// True when its files end with the boot that it was mounted in.
    var isInMemory: Bool { ["tmpfs", "ramfs"].contains(type) }

    /// What tells it from others that may be mounted in its place, in this boot and, as far as can be told, in later ones.
    var disk: String {
        let number = Self.number(of: point)
        let name = isInMemory ? "\(device)/\(number ?? "")" : Self.uuid(of: device) ?? number ?? source
        return "\(type) \(name) \(root)"
    }

    /// What the file system calls itself. Of some it is made of the device's number, which the next stick gets again.
    private static func number(of path: String) -> String? {
        var info = statfs()
        guard statfs(path, &info) == 0 else { return nil }
        let halves = [info.f_fsid.__val.0, info.f_fsid.__val.1]
        return halves == [0, 0] ? nil : halves.map { String(UInt32(bitPattern: $0), radix: 16) }.joined(separator: "-")
    }

    /// What a disk's maker wrote on it; nil for what is no disk, and where nobody keeps such a list.
    ///
    /// - Parameter list: a folder of symbolic links to devices.
    static func uuid(of device: String, in list: String = "/dev/disk/by-uuid") -> String? {
        ((try? Files.list(list)) ?? []).first { name in
            var info = stat()
            return stat("\(list)/\(name)", &info) == 0 && FileSystemProbe.name(of: UInt64(info.st_rdev)) == device
        }
    }
}

extension Mount {
    /// The uppermost folder above `path` that is on the same file system. `path` need not be there.
    static func point(of path: String) -> String {
        var here = path
        while Files.facts(here) == nil, here != "/", here != "." { here = Files.folder(of: here) }
        while !isPoint(here) { here = Files.folder(of: here) }
        return here
    }

    /// True for a folder on another file system than the one above it.
    static func isPoint(_ path: String) -> Bool {
        if path == "/" || path == "." { return true }
        guard let own = Files.facts(path), let above = Files.facts(Files.folder(of: path)) else { return false }
        return own.device != above.device
    }
}

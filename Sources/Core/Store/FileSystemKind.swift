internal import CGlibcExtras

/// What kind of file system a folder is on, as far as it matters: whether several machines may see it at once.
///
/// SQLite's write-ahead log needs memory that all its processes share, and so one machine; locks of files may hold only
/// on the machine that took them.
public struct FileSystemKind: Sendable, Hashable {
    /// As `mount` calls it where that is known: `nfs`, `fuse.sshfs`, `9p`; `local` for all that is of this machine.
    public let name: String
    /// True where another machine may be at the same files, or where a program in between stands for the files.
    public let isShared: Bool

    public init(name: String, isShared: Bool) {
        self.name = name
        self.isShared = isShared
    }

    /// A disk of this machine.
    public static let local = FileSystemKind(name: "local", isShared: false)

    /// How SQLite keeps a transaction that is under way: a write-ahead log needs memory that one machine's processes
    /// share; a rollback journal needs files alone, and lets readers and the writer wait for each other for moments.
    var journalMode: String { isShared ? "TRUNCATE" : "WAL" }

    /// Asks the kernel about a folder, which need not be there: then the nearest one above it counts.
    public static func of(_ path: String) -> FileSystemKind { of(path, probe: FileSystemProbe()) }

    static func of(_ path: String, probe: some FileSystemProbing) -> FileSystemKind {
        var here = path
        while true {
            if let magic = probe.magic(of: here) { return FileSystemKind(magic: magic) { probe.type(of: here) } }
            let above = Files.folder(of: here)
            guard above != here, here != "/" else { return .local }
            here = above
        }
    }

    /// - Parameters:
    ///   - magic: `f_type` of statfs(2).
    ///   - type: what the list of mounts says, asked for where the number alone says too little.
    init(magic: UInt32, type: () -> String?) {
        if let name = Self.shared[magic] {
            self.init(name: name, isShared: true)
        } else if magic == Self.fuse {
            let name = type() ?? "fuse"
            self.init(name: name, isShared: !Self.localPrograms.contains(name))
        } else {
            self = .local
        }
    }
}

extension FileSystemKind {
    /// What a user should know who keeps a project's state there.
    public func doubt(about folder: String) -> Diagnostic? {
        guard isShared else { return nil }
        return Diagnostic(
            "ledger.shared-file-system",
            "`\(folder)` is on a file system that other machines may see (\(name)): its locks may hold on this one only",
            severity: .warning, help: "work on the project from one machine at a time, or move it to a disk of this one"
        )
    }

    static let fuse: UInt32 = 0x6573_5546

    /// From `linux/magic.h` and the sources of the file systems.
    static let shared: [UInt32: String] = [
        0x6969: "nfs", 0x517B: "smb", 0xFF53_4D42: "cifs", 0xFE53_4D42: "smb3", 0x0102_1997: "9p", 0x564C: "ncpfs",
        0x5346_414F: "afs", 0x6B41_4653: "afs", 0x7375_7245: "coda", 0x00C3_6400: "ceph", 0x0BD0_0BD0: "lustre",
        0x4750_4653: "gpfs", 0x7461_636F: "ocfs2", 0x0116_1970: "gfs2", 0xAAD7_AAEA: "panfs", 0x1983_0326: "beegfs",
        0xBEEF_DEAD: "snfs", 0x6163_6673: "acfs", 0x786F_4256: "vboxsf", 0xBACB_ACBC: "vmhgfs", 0x7C7C_6673: "prl_fs",
        0x2030_5342: "orangefs", 0x0131_11A8: "ibrix",
    ]

    /// Programs behind FUSE that keep their files on this machine and share memory as a disk does.
    static let localPrograms: Set<String> = ["fuseblk", "fuse.ntfs-3g", "fuse.exfat", "fuse.lxcfs"]
}

/// Asks about file systems.
protocol FileSystemProbing {
    /// - Returns: nil when there is nothing at `path`.
    func magic(of path: String) -> UInt32?
    /// The type as the list of mounts has it.
    func type(of path: String) -> String?
}

/// Asks this machine's kernel.
struct FileSystemProbe: FileSystemProbing {
    func magic(of path: String) -> UInt32? {
        var info = statfs()
        guard statfs(path, &info) == 0 else { return nil }
        return UInt32(truncatingIfNeeded: info.f_type)
    }

    /// By the device's number in `/proc/self/mountinfo` (proc(5)).
    func type(of path: String) -> String? {
        guard let device = Files.facts(path)?.device, let text = try? Files.readText("/proc/self/mountinfo") else {
            return nil
        }
        return Self.type(of: Self.name(of: device), in: text)
    }

    /// `major:minor`, as makedev(3) puts them together.
    static func name(of device: UInt64) -> String {
        let major = (device >> 8 & 0xFFF) | (device >> 32 & 0xFFFF_F000)
        let minor = (device & 0xFF) | (device >> 12 & 0xFFFF_FF00)
        return "\(major):\(minor)"
    }

    static func type(of device: String, in mounts: String) -> String? {
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 6, fields[2] == device, let dash = fields.firstIndex(of: "-") else { continue }
            return fields.dropFirst(dash + 1).first.map(String.init)
        }
        return nil
    }
}

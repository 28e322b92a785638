import RecuaTestSupport
import Testing

@testable import RecuaCore

@Suite struct FileSystemKindTests {
    /// Answers as if the kernel did.
    private struct Probe: FileSystemProbing {
        var magics: [String: UInt32]
        var type: String?

        func magic(of path: String) -> UInt32? { magics[path] }
        func type(of path: String) -> String? { type }
    }

    @Test(
        arguments: [
            (0x6969, "nfs"), (0xFF53_4D42, "cifs"), (0xFE53_4D42, "smb3"), (0x517B, "smb"), (0x0102_1997, "9p"),
            (0x00C3_6400, "ceph"), (0x0BD0_0BD0, "lustre"), (0x786F_4256, "vboxsf"),
        ] as [(UInt32, String)])
    func `a network's file system is told by its number`(magic: UInt32, name: String) {
        let kind = FileSystemKind.of("/p/.recua", probe: Probe(magics: ["/p/.recua": magic]))
        #expect(kind == FileSystemKind(name: name, isShared: true))
    }

    @Test(arguments: [0xEF53, 0x9123_683E, 0x5846_5342, 0x0102_1994, 0x794C_7630, 0x2FC1_2FC1] as [UInt32])
    func `a disk's is local: ext4, btrfs, xfs, tmpfs, overlay, zfs`(magic: UInt32) {
        #expect(FileSystemKind.of("/p", probe: Probe(magics: ["/p": magic])) == .local)
    }

    @Test(arguments: [("fuse.sshfs", true), ("fuse.s3fs", true), ("virtiofs", true), ("fuseblk", false)])
    func `what a program stands for is told by its name`(type: String, isShared: Bool) {
        let kind = FileSystemKind.of("/p", probe: Probe(magics: ["/p": FileSystemKind.fuse], type: type))
        #expect(kind == FileSystemKind(name: type, isShared: isShared))
    }

    @Test func `a program without a name is not trusted`() {
        #expect(FileSystemKind.of("/p", probe: Probe(magics: ["/p": FileSystemKind.fuse])).isShared)
    }

    @Test func `of a folder that is not there, the one above it counts`() {
        #expect(FileSystemKind.of("/p/q/.recua", probe: Probe(magics: ["/p": 0x6969])).name == "nfs")
        #expect(FileSystemKind.of("relative", probe: Probe(magics: [:])) == .local)
    }

    @Test func `the list of mounts is searched by device`() {
        let mounts = """
            36 35 98:0 / / rw,noatime shared:1 - ext4 /dev/root rw
            40 36 0:45 / /mnt/a rw - fuse.sshfs ana@host:/ rw,user_id=0
            """
        #expect(FileSystemProbe.type(of: "0:45", in: mounts) == "fuse.sshfs")
        #expect(FileSystemProbe.type(of: "98:0", in: mounts) == "ext4")
        #expect(FileSystemProbe.type(of: "9:9", in: mounts) == nil)
        #expect(FileSystemProbe.name(of: 98 << 8) == "98:0" && FileSystemProbe.name(of: 45) == "0:45")
        #expect(FileSystemProbe.name(of: 0x100_0803) == "8:4099")
    }

    @Test func `the kernel answers for a real folder, whose type is in its list`() async throws {
        try await withScratchFolder { folder in
            #expect(FileSystemProbe().magic(of: folder.path) != nil)
            #expect(FileSystemProbe().magic(of: folder.path("none")) == nil)
            #expect(FileSystemProbe().type(of: "/proc") == "proc")
            #expect(FileSystemKind.of("/proc") == .local)
        }
    }

    @Test func `SQLite's write-ahead log stays on disks of this machine`() {
        #expect(FileSystemKind.local.journalMode == "WAL")
        #expect(FileSystemKind(name: "nfs", isShared: true).journalMode == "TRUNCATE")
    }

    @Test func `only a shared one is worth a word`() {
        #expect(FileSystemKind.local.doubt(about: "/p") == nil)
        let doubt = FileSystemKind(name: "nfs", isShared: true).doubt(about: "/p/.recua")
        #expect(doubt?.severity == .warning && doubt?.message.contains("(nfs)") == true)
    }
}

import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

@Suite struct MountTableTests {
    private let table = MountTable(
        parsing: #"""
            27 1 254:0 / / rw,discard shared:1 - ext4 /dev/vda rw
            31 27 8:17 / /media/my\040disk rw shared:7 master:2 - ext4 /dev/sdb1 rw
            32 27 254:0 /home/ana/p /w rw - ext4 /dev/vda rw
            33 27 0:41 / /w/tmp rw - tmpfs tmpfs rw
            34 27 0:42 / /w/tmp rw - nfs4 box:/export rw
            not a line
            35 27 0:43 / /short rw -

            """#)

    @Test func `a path is on what is mounted nearest above it, the last of several`() {
        for (path, point, type) in [
            ("/home", "/", "ext4"), ("/", "/", "ext4"), ("/w", "/w", "ext4"), ("/wide", "/", "ext4"),
            ("/w/a/b", "/w", "ext4"), ("/w/tmp/x", "/w/tmp", "nfs4"), ("/media/my disk/p", "/media/my disk", "ext4"),
        ] {
            let mount = table.mount(ofReal: path)
            #expect(mount?.point == point && mount?.type == type, "\(path)")
        }
    }

    @Test func `a line tells the folder, the device and the source, and one that is none is passed over`() {
        #expect(table.mounts.count == 5)
        #expect(
            table.mount(at: "/w")
                == Mount(point: "/w", root: "/home/ana/p", device: "254:0", type: "ext4", source: "/dev/vda"))
        #expect(table.mount(at: "/short") == nil)
    }

    @Test func `a folder is not the disk it is on, nor is another disk, and what is in memory is named by its device`()
    {
        func disk(_ root: String, _ device: String, _ type: String, _ source: String = "x") -> String {
            Mount(point: "/none", root: root, device: device, type: type, source: source).disk
        }
        #expect(disk("/", "8:1", "vfat") != disk("/p", "8:1", "vfat"))
        #expect(disk("/", "0:41", "tmpfs") != disk("/", "0:42", "tmpfs"))
        #expect(disk("/", "0:41", "nfs4", "box:/a") == disk("/", "0:42", "nfs4", "box:/a"))
        #expect(disk("/", "0:41", "nfs4", "box:/a") != disk("/", "0:41", "nfs4", "box:/b"))
    }

    @Test func `a disk's name is looked for by its device`() async throws {
        try await withScratchFolder { folder in
            #expect(
                symlink("/dev/zero", folder.path("0001-02FF")) == 0 && symlink("/dev/null", folder.path("77-12")) == 0)
            #expect(symlink("/none", folder.path("00")) == 0)
            #expect(Mount.uuid(of: "1:3", in: folder.path) == "77-12")
            #expect(Mount.uuid(of: "1:5", in: folder.path) == "0001-02FF")
            #expect(Mount.uuid(of: "1:9", in: folder.path) == nil)
            #expect(Mount.uuid(of: "1:3", in: folder.path("none")) == nil)
        }
    }

    @Test func `of this process, what is not there is on what its nearest folder is on, through links too`()
        async throws
    {
        let table = try #require(MountTable.current)
        #expect(table.mount(of: "/proc/self/none/x")?.point == "/proc")
        #expect(table.mount(of: "/none/x")?.point == "/")
        try await withScratchFolder { folder in
            #expect(symlink("/proc/sys", folder.path("link")) == 0)
            #expect(table.mount(of: folder.path("link/none"))?.point == "/proc")
        }
    }

    @Test func `where the list of mounts is not known, a file system begins where the device changes`() async throws {
        #expect(Mount.point(of: "/proc/self/none") == "/proc")
        #expect(Mount.isPoint("/") && !Mount.isPoint("/none"))
    }
}

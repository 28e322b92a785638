import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

@Suite struct KnownProjectsTests {
    private func projects(_ folder: ScratchFolder, machine: String = "here") -> KnownProjects {
        KnownProjects(store: Store(root: folder.path("store")), machine: machine)
    }

    @Test func `a run enters its project, once`() async throws {
        try await withBench { bench in
            try await bench.up()
            let known = KnownProjects(store: bench.store)
            #expect(try known.all().map(\.folder) == [bench.project.stateFolder])
            let facts = Files.facts(known.path(of: try known.all()[0]))
            try await bench.up(["a", "b"])
            #expect(Files.facts(known.path(of: try known.all()[0])) == facts)
        }
    }

    @Test func `where a project was moved or copied to, the first look enters it, and no answer is kept of it before`()
        async throws
    {
        try await withBench { bench in
            try await bench.up()
            let known = KnownProjects(store: bench.store)
            let old = try known.all()[0]
            try known.forget(old)
            // So late that what is entered meanwhile has settled, on a machine of any speed.
            let late = Files.now() + 3600 * 1_000_000_000
            let traces = [Trace(began: late), Trace(began: late)]
            for trace in traces { try Trace.$current.withValue(trace) { _ = try bench.plan() } }
            #expect(try known.all() == [old])
            #expect(traces[0].settledSights() == nil)
            #expect(traces[1].settledSights()?.files[known.path(of: old)] != nil)
            try known.forget(old)
            #expect(traces[1].settledSights() == nil)
            _ = try bench.engine.snapshot()
            #expect(try known.all() == [old])
            try known.forget(old)
            _ = try bench.engine.reading { _ in }
            #expect(try known.all() == [old])
        }
    }

    @Test func `a project without a ledger needs nothing, and is not entered by a look`() async throws {
        try await withBench { bench in
            _ = try bench.plan()
            #expect(!Files.exists(bench.store.root))
        }
    }

    @Test func `who looks does not wait for who removes: it keeps no answer, and the next look enters the project`()
        async throws
    {
        try await withScratchFolder { folder in
            try Files.createFolder(folder.path("store"))
            let gate = try StoreGate(root: folder.path("store"), removes: true)
            #expect(gate.enterAlone())
            let known = projects(folder)
            let trace = Trace(began: Files.now() + 1_000_000_000)
            try Trace.$current.withValue(trace) { try known.enter("/p/.recua") }
            #expect(try known.all() == [])
            #expect(trace.settledSights() == nil)
            gate.close()
            try known.enter("/p/.recua")
            #expect(try known.all().map(\.folder) == ["/p/.recua"])
        }
    }

    @Test func `a project is present, or gone with its folder`() async throws {
        try await withScratchFolder { folder in
            let known = projects(folder)
            try Files.createFolder(folder.path("p/.recua"))
            try known.add(folder.path("p/.recua"))
            let entry = try known.all()[0]
            #expect(known.standing(of: entry) == .present)
            try Files.remove(folder.path("p"))
            #expect(known.standing(of: entry) == .gone)
            try folder.write("", to: "p")
            #expect(known.standing(of: entry) == .gone)
            try known.forget(entry)
            #expect(try known.all() == [])
        }
    }

    @Test func `what another machine entered, or is not mounted now, is not gone`() async throws {
        try await withScratchFolder { folder in
            try projects(folder, machine: "there").add(folder.path("p/.recua"))
            let entry = try projects(folder).all()[0]
            #expect(projects(folder).standing(of: entry) == .hidden("it is on another machine"))
            var stick = KnownProjects.Entry(
                folder: folder.path("stick/p/.recua"), mount: folder.path("stick"), machine: "here")
            let reason = "nothing is mounted at `\(stick.mount)`"
            #expect(projects(folder).standing(of: stick) == .hidden(reason))
            try Files.createFolder(folder.path("stick"))
            #expect(projects(folder).standing(of: stick) == .hidden(reason))
            stick.mount = "/proc"
            #expect(projects(folder).standing(of: stick) == .gone)
        }
    }

    @Test func `another machine's project is not the one that has its name here, unless a container shares it`()
        async throws
    {
        try await withScratchFolder { folder in
            try folder.write("", to: "p/.recua/ledger.db")
            for (there, here, standing) in [
                ("there", "here", KnownProjects.Standing.hidden("it is on another machine")),
                ("here", "here", .present),
                ("", "here", .present), ("there", "", .present),
            ] {
                let entry = KnownProjects.Entry(folder: folder.path("p/.recua"), mount: "/", machine: there)
                #expect(projects(folder, machine: here).standing(of: entry) == standing)
            }
        }
    }

    @Test func `a folder without a ledger may be where a disk is missing`() async throws {
        try await withScratchFolder { folder in
            try Files.createFolder(folder.path("p/.recua"))
            let path = folder.path("p/.recua")
            let entry = KnownProjects.Entry(folder: path, mount: path, machine: "here")
            #expect(projects(folder).standing(of: entry) == .hidden("nothing is mounted at `\(path)`"))
            try folder.write("", to: "p/.recua/ledger.db")
            #expect(projects(folder).standing(of: entry) == .present)
        }
    }

    @Test func `one folder on two machines is two projects`() async throws {
        try await withScratchFolder { folder in
            for machine in ["here", "there"] { try projects(folder, machine: machine).add("/p/.recua") }
            #expect(try projects(folder).all().count == 2)
        }
    }

    @Test func `an entry that cannot be read is named`() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write("{", to: "store/projects/x")
            #expect { try projects(folder).all() } throws: {
                let problem = $0 as? Diagnostic
                return problem?.code == "store.project" && problem?.message.contains(path) == true
            }
        }
    }

    @Test func `a project is not gone while another disk is in the place of the one that held it`() async throws {
        try await withScratchFolder { folder in
            let known = projects(folder)
            try Files.createFolder(folder.path("p/.recua"))
            try known.add(folder.path("p/.recua"))
            try Files.remove(folder.path("p"))
            let entry = try known.all()[0]
            #expect(known.standing(of: entry) == .gone)
            var other = entry
            other.disk = "ext4 another /"
            let reason = "another file system is mounted at `\(entry.mount)`"
            #expect(known.standing(of: other) == .hidden(reason))
            try Files.createFolder(folder.path("p/.recua"))
            #expect(known.standing(of: other) == .hidden(reason))
            // What is known of it is its mount alone, as an earlier Recua has written.
            (other.disk, other.mount) = (nil, "/")
            try Files.remove(folder.path("p"))
            #expect(known.standing(of: other) == .gone)
        }
    }

    @Test func `a project is not gone with a mount of its folder, or beneath another mount`() async throws {
        try await withScratchFolder { folder in
            let known = projects(folder)
            let path = folder.path("m/p/.recua")
            var entry = KnownProjects.Entry(folder: path, mount: folder.path("m"), machine: "here", disk: "ext4 x /m")
            #expect(known.standing(of: entry) == .hidden("nothing is mounted at `\(entry.mount)`"))
            try Files.createFolder(entry.mount)
            #expect(known.standing(of: entry) == .hidden("nothing is mounted at `\(entry.mount)`"))
            let disk = try #require(MountTable.current?.mount(at: "/")).disk
            entry = KnownProjects.Entry(folder: "/proc/none/.recua", mount: "/", machine: "here", disk: disk)
            #expect(known.standing(of: entry) == .hidden("its place is on `/proc`, and it was on `/`"))
        }
    }

    @Test(arguments: ["p/.recua", "p"])
    func `a project is not gone that a symbolic link leads to, and leads nowhere now`(link: String) async throws {
        try await withScratchFolder { folder in
            let known = projects(folder)
            try Files.createFolder(folder.path("disk/.recua"))
            if link != "p" { try Files.createFolder(folder.path("p")) }
            #expect(symlink(folder.path("disk"), folder.path(link)) == 0)
            try known.add(folder.path("p/.recua"))
            let entry = try known.all()[0]
            #expect(known.standing(of: entry) == .present)
            try Files.move(folder.path("disk"), to: folder.path("away"))
            let reason = "`\(folder.path(link))` is a symbolic link that leads nowhere"
            #expect(known.standing(of: entry) == .hidden(reason))
            var old = entry
            old.disk = nil
            #expect(known.standing(of: old) == .hidden(reason))
            try Files.remove(folder.path(link))
            #expect(known.standing(of: entry) == .gone)
        }
    }

    @Test func `what was in memory is gone with its boot`() async throws {
        try await withScratchFolder { folder in
            let boot = try #require(Deployment.Process.currentBoot)
            var entry = KnownProjects.Entry(
                folder: folder.path("p/.recua"), mount: "/", machine: "here", disk: "tmpfs 0:99/ /", boot: boot)
            #expect(projects(folder).standing(of: entry) == .hidden("another file system is mounted at `/`"))
            entry.boot = "another"
            #expect(projects(folder).standing(of: entry) == .gone)
            entry.machine = ""
            #expect(projects(folder, machine: "").standing(of: entry) != .gone)
        }
    }

    @Test func `an entry of an earlier Recua is read, and the next run tells the disk in it`() async throws {
        try await withBench { bench in
            try await bench.up()
            let known = KnownProjects(store: bench.store)
            var entry = try known.all()[0]
            #expect(entry.disk?.isEmpty == false)
            let path = known.path(of: entry)
            let now = try Files.readText(path)
            entry.disk = nil
            entry.boot = nil
            let old = try JSON(encoding: entry).text()
            #expect(!old.contains("disk"))
            try Files.write(old, to: path)
            #expect(try known.all() == [entry])
            bench.sections["model"] = ["weights": ["url": "https://models.test/other"]]
            try await bench.up()
            #expect(try Files.readText(path) == now)
        }
    }
}

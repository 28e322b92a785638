import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// `recua gc` as a process.
@Suite(.timeLimit(.minutes(4))) struct GcTests {
    @Test func `files of an earlier run go once they are old enough, and it says what is freed and what stays`()
        async throws
    {
        try await withQuarry { quarry in
            try await quarry.up()
            try await quarry.up(Quarry.set("sand"))
            let young = try await quarry.recua.run("gc")
            #expect(young.status == .exited(0), "\(young.errorOutput)")
            #expect(
                young.output.contains("younger than 1d") && young.output.contains("nothing to remove"),
                "\(young.output)")
            let dry = try await quarry.recua.run("gc", "--older-than", "0s", "--dry-run")
            #expect(
                dry.output.contains("files    1  200.0 kB") && dry.output.contains("would free 20"), "\(dry.output)")
            #expect(try quarry.files().count == 2)
            let run = try await quarry.recua.run("gc", "--older-than", "0s")
            #expect(run.output.contains("files    1  200.0 kB") && run.output.contains("freed 20"), "\(run.output)")
            #expect(run.output.contains("named by 1 project"), "\(run.output)")
            #expect(try quarry.files().count == 1)
            let plan = try await quarry.recua.command(["plan", "--exit-code"] + Quarry.set("sand")).run()
            #expect(plan.status == .exited(0), "\(plan.output)")
        }
    }

    @Test func `--json lists what goes and sums up what stays`() async throws {
        try await withQuarry { quarry in
            try await quarry.up()
            try await quarry.up(Quarry.set("sand"))
            let json = try await quarry.recua.json("gc", "--older-than", "0s", "--json")
            #expect(json["version"] == 1 && json["dryRun"] == false)
            #expect((json["freed"]?.integer ?? 0) >= 200_000)
            let files = json["removed"]?.array?.filter { $0["kind"] == "files" } ?? []
            #expect(files.map { $0["size"] } == [200_000] && files.map { $0["verdict"] } == ["removed"])
            #expect(json["stays"]?["named"]?["count"]?.integer ?? 0 > 0)
            #expect(json["projects"]?.array == [.string(quarry.path(".recua"))])
        }
    }

    @Test func `two projects share a store, and one's files are safe from the other's gc`() async throws {
        try await withQuarry { quarry in
            let other = try Quarry("other", in: quarry.scratch)
            try await quarry.up()
            try await other.up(Quarry.set("sand"))
            #expect(try await other.recua.run("gc", "--older-than", "0s").output.contains("named by 2 projects"))
            #expect(try quarry.files().count == 2)
            try Files.remove(quarry.folder)
            let run = try await other.recua.run("gc", "--older-than", "0s")
            #expect(run.errorOutput.contains("forgotten, since it is gone: \(quarry.path(".recua"))"))
            #expect(try quarry.files().count == 1)
        }
    }

    @Test
    func `a project stays known while its disk is away, or another is in its place, and goes when it is gone from it`()
        async throws
    {
        try await withQuarry { quarry in
            let other = try Quarry("other", in: quarry.scratch)
            let gc = ["gc", "--older-than", "0s"]
            let stick = quarry.scratch.path("stick")
            try Files.createFolder(stick)
            let plugged = ["--bind", quarry.folder, stick]
            let up = try await quarry.boxed(plugged + ["--chdir", stick], ["up"])
            #expect(up.status == .exited(0), "\(up.errorOutput)")
            for (mounts, reason) in [
                ([], "nothing is mounted at"), (["--tmpfs", stick], "another file system is mounted at"),
                (["--bind", other.folder, stick], "another file system is mounted at"),
            ] {
                let kept = try await other.boxed(mounts, gc)
                #expect(kept.errorOutput.contains("cannot be asked what it needs: \(reason) `\(stick)`"), "\(kept)")
                #expect(try quarry.files().count == 1)
            }
            try Files.remove(quarry.path(".recua"))
            let gone = try await other.boxed(plugged, gc)
            #expect(gone.errorOutput.contains("forgotten, since it is gone: \(stick)/.recua"), "\(gone)")
            #expect(try quarry.files().isEmpty)
        }
    }

    @Test func `a project whose folder of state leads nowhere for now keeps its files`() async throws {
        try await withQuarry { quarry in
            try await quarry.up()
            try Files.move(quarry.path(".recua"), to: quarry.scratch.path("state"))
            #expect(symlink(quarry.scratch.path("state"), quarry.path(".recua")) == 0)
            try await quarry.up()
            try Files.move(quarry.scratch.path("state"), to: quarry.scratch.path("away"))
            let other = try Quarry("other", in: quarry.scratch)
            let kept = try await other.recua.run("gc", "--older-than", "0s")
            let reason = "`\(quarry.path(".recua"))` is a symbolic link that leads nowhere"
            #expect(kept.errorOutput.contains(reason), "\(kept)")
            try Files.move(quarry.scratch.path("away"), to: quarry.scratch.path("state"))
            #expect(try await quarry.recua.run("plan", "--exit-code").status == .exited(0))
        }
    }

    @Test(arguments: [["up"], ["status"], ["plan"]])
    func `files of a project that was moved are safe once a command was asked there, whatever it had to do`(
        command: [String]
    ) async throws {
        try await withQuarry { quarry in
            let other = try Quarry("other", in: quarry.scratch)
            try await quarry.up()
            try await other.up(Quarry.set("sand"))
            try Files.move(quarry.folder, to: quarry.scratch.path("moved"))
            let moved = RecuaBinary(in: quarry.scratch.path("moved"), environment: quarry.recua.environment)
            for _ in 0..<2 {
                let finished = try await moved.command(command).run()
                #expect(finished.status == .exited(0), "\(finished)")
            }
            let run = try await other.recua.run("gc", "--older-than", "0s")
            #expect(run.output.contains("named by 2 projects"), "\(run.output)")
            #expect(try quarry.files().count == 2)
            let plan = try await moved.run("plan", "--exit-code")
            #expect(plan.status == .exited(0), "\(plan.output)")
        }
    }

    @Test func `a flipped bit is found by --verify, named, and mended by the next run`() async throws {
        try await withQuarry { quarry in
            try await quarry.up()
            let path = "\(quarry.store)/sha256/\(try #require(try quarry.files().first))"
            var bytes = try Files.read(path)
            bytes[7] ^= 4
            try Files.write(bytes, to: path)
            let run = try await quarry.recua.run("gc", "--verify")
            #expect(run.status == .exited(0))
            #expect(run.errorOutput.contains("damaged: `\(path)` was removed"), "\(run.errorOutput)")
            let plan = try await quarry.recua.run("plan", "--exit-code")
            #expect(plan.status == .exited(11), "\(plan.output)")
            try await quarry.up()
            let again = try await quarry.recua.run("gc", "--verify")
            #expect(!again.errorOutput.contains("damaged"), "\(again.errorOutput)")
        }
    }

    @Test func `a store that cannot be written to is told, and a dry run can do without`() async throws {
        try await withQuarry { quarry in
            try await quarry.up()
            let readOnly = ["--ro-bind", quarry.store, quarry.store]
            let run = try await quarry.boxed(readOnly, ["gc"])
            #expect(run.status == .exited(1) && run.errorOutput.contains("[store.clean]"), "\(run.errorOutput)")
            #expect(run.errorOutput.contains("Read-only file system") && run.errorOutput.contains("--dry-run"))
            let dry = try await quarry.boxed(readOnly, ["gc", "--dry-run"])
            #expect(dry.status == .exited(0), "\(dry.errorOutput)")
        }
    }

    @Test func `a store that is full is told, and usable again after gc`() async throws {
        try await withQuarry(stacks: 1) { quarry in
            let recua = RecuaBinary.path
            let script = """
                \(recua) up >/dev/null && echo first || echo failed
                \(recua) up --set brick.word=sand >/dev/null && echo second || echo full
                \(recua) down --yes >/dev/null
                rm -r .recua
                \(recua) gc --older-than 0s
                \(recua) up --set brick.word=sand >/dev/null && echo third
                """
            let run = try await quarry.boxed(["--size", "300000", "--tmpfs", quarry.store], script: script)
            #expect(run.output.contains("first\nfull\n"), "\(run.output) \(run.errorOutput)")
            #expect(run.errorOutput.contains("No space left on device"), "\(run.errorOutput)")
            #expect(run.errorOutput.contains("make room, with `recua gc` for one"), "\(run.errorOutput)")
            #expect(run.output.contains("third"), "\(run.output) \(run.errorOutput)")
        }
    }

    @Test func `it needs no project, and no store`() async throws {
        try await withScratchFolder { folder in
            let run = try await RecuaBinary(in: folder.path).run("gc")
            #expect(run.status == .exited(0) && run.output == "nothing to remove\n", "\(run.errorOutput)")
        }
    }

    @Test func `an age that is none is a mistake in the command line`() async throws {
        try await withScratchFolder { folder in
            let run = try await RecuaBinary(in: folder.path).run("gc", "--older-than", "old")
            #expect(run.status == .exited(2) && run.errorOutput.contains("`old`"), "\(run.errorOutput)")
        }
    }

    @Test func `what a stack alone needed that left the manifest goes, unless it is deployed`() async throws {
        try await withQuarry { quarry in
            try await quarry.up(["--set", "stacks.s1.brick.word=sand"])
            let manifest = quarry.path("recua.yaml")
            let text = try Files.readText(manifest)
            try Files.write(
                text.split(separator: "\n").filter { !$0.hasPrefix("  s1:") }.joined(separator: "\n"), to: manifest)
            _ = try await quarry.recua.run("gc", "--older-than", "0s")
            #expect(try quarry.files().count == 2, "it is deployed")
            #expect(try await quarry.recua.run("down", "--orphans", "--yes").status == .exited(0))
            let young = try await quarry.recua.run("gc")
            #expect(try quarry.files().count == 2, "\(young.output)")
            let run = try await quarry.recua.run("gc", "--older-than", "0s")
            #expect(run.errorOutput.contains("no longer in the manifest, and forgotten: s1"), "\(run.errorOutput)")
            #expect(try quarry.files().count == 1)
            #expect(try await quarry.recua.run("plan", "--exit-code").status == .exited(0))
        }
    }

    @Test func `the project's own leftovers go: of steps that were cut off, and of stacks that are gone`() async throws
    {
        try await withQuarry { quarry in
            try await quarry.up()
            try Files.write("half", to: quarry.path(".recua/scratch/brick/s0/x"))
            try Files.write("old", to: quarry.path(".recua/stacks/gone/shelf/log"))
            try Files.write("old", to: quarry.path(".recua/programs/brick/gone/log"))
            let run = try await quarry.recua.run("gc")
            #expect(run.output.contains("folders"), "\(run.output)")
            #expect(!Files.exists(quarry.path(".recua/scratch")))
            #expect(!Files.exists(quarry.path(".recua/stacks/gone")))
            #expect(try Files.list(quarry.path(".recua/programs/brick")).sorted() == ["s0", "s1"])
        }
    }

    @Test(arguments: [["--dry-run"], []])
    func `a project that somebody works on keeps its own leftovers, and a dry run says so too`(options: [String])
        async throws
    {
        try await withToys("chat: { shelf: { waits: true }, probe: {} }") { toys in
            let up = try await toys.whileRunning("up") { _ in
                try await toys.started()
                let run = try await toys.recua.command(["gc", "--older-than", "0s"] + options).run()
                #expect(run.status == .exited(0) && !run.output.contains("folders"), "\(run.output)")
                #expect(run.errorOutput.contains("note: the project is in use"), "\(run.errorOutput)")
                #expect(run.errorOutput.contains("the project's own leftovers stay for now"), "\(run.errorOutput)")
                try toys.letGo()
            }
            #expect(up.status == .exited(0), "\(up.errorOutput)")
        }
    }
}

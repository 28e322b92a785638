import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// The ledger as a user meets it: killed over it, damaged, gone, somebody else's.
@Suite(.timeLimit(.minutes(20)), .serialized) struct LedgerProcessTests {
    private static let stacks = (0..<6).map { "s\($0)" }

    /// What each stack went through, in words.
    private func fates(_ folder: ScratchFolder) -> [String: [String]] {
        let lines = FakeCloud(path: folder.path("cloud")).history.map { $0.split(separator: " ").map(String.init) }
        return Dictionary(grouping: lines, by: { $0[1] }).mapValues { $0.map { $0[0] } }
    }

    @Test func `killed at any moment, the command gets to its end, and each effect is applied once`() async throws {
        let wanted = Variables.process["RECUA_TORTURE"] == nil ? 12 : 100
        var kills = 0
        while kills < wanted {
            try await withCloud(Self.stacks) { folder, recua in
                for verb in ["deploy", "down"] {
                    // Later and later, so that it gets to its end on a busy machine as well.
                    var patience = 0.5
                    var finished = try await killed(recua, [verb], after: Double.random(in: 0.02...patience))
                    while wasLate(finished) {
                        kills += 1
                        patience += 0.5
                        #expect(fates(folder).values.allSatisfy { $0.count <= 2 }, "\(fates(folder))")
                        finished = try await killed(recua, [verb], after: Double.random(in: 0.02...patience))
                    }
                    #expect(finished.status == .exited(0), "\(finished.errorOutput)")
                    // What a kill left for later, and that there is nothing else.
                    #expect(try await recua.run(verb).status == .exited(0))
                    let expected = verb == "deploy" ? ["create"] : ["create", "remove"]
                    #expect(
                        fates(folder).count == 6 && fates(folder).values.allSatisfy { $0 == expected },
                        "\(fates(folder))")
                    let doctor = try await recua.run("doctor")
                    #expect(doctor.output.contains("ledger.db: whole, "), "\(doctor.output)")
                }
            }
        }
    }

    /// 124: it was late, and had ended when the signal came.
    private func wasLate(_ finished: Finished) -> Bool {
        [.exited(124), .exited(137), .signalled(9)].contains(finished.status)
    }

    /// Sends SIGKILL after so many seconds, if the command still runs.
    private func killed(_ recua: RecuaBinary, _ arguments: [String], after seconds: Double) async throws -> Finished {
        let command = recua.command(arguments)
        return try await Command(
            "timeout", ["--foreground", "-s", "KILL", "\(seconds)", command.executable] + command.arguments,
            environment: command.environment, folder: command.folder
        ).run()
    }

    @Test func `a damaged ledger stops every command, and the doctor brings it back`() async throws {
        try await withCloud(Self.stacks) { folder, recua in
            #expect(try await recua.run("deploy").status == .exited(0))
            try folder.write("what is this?", to: ".recua/ledger.db")
            for arguments in [["deploy"], ["down"], ["status"], ["plan"]] {
                let refused = try await recua.command(arguments).run()
                #expect(refused.status == .exited(1), "\(arguments)")
                #expect(refused.errorOutput.contains("[ledger.damaged]"), "\(refused.errorOutput)")
                #expect(refused.errorOutput.contains("recua doctor --restore-ledger"), "\(refused.errorOutput)")
            }
            let doctor = try await recua.run("doctor")
            #expect(doctor.status == .exited(1) && doctor.output.contains("✗  ledger"), "\(doctor.output)")
            let restored = try await recua.run("doctor", "--restore-ledger")
            #expect(restored.status == .exited(0), "\(restored.errorOutput)")
            #expect(restored.output.contains("again: 6 stacks") && restored.output.contains(".recua/damaged/"))
            #expect(try await recua.run("deploy").status == .exited(0))
            #expect(fates(folder).values.allSatisfy { $0 == ["create"] })
            let kept = try Files.list(folder.path(".recua/damaged")).map { folder.path(".recua/damaged/\($0)") }
            let whole = try await recua.run("doctor")
            #expect(whole.output.contains(", a damaged one is kept in \(kept[0])"), "\(whole.output)")
            let again = try await recua.run("doctor", "--restore-ledger")
            #expect(again.status == .exited(1) && again.errorOutput.contains("[ledger.whole]"))
        }
    }

    @Test func `what an older backup says is uncertain, which is told, and a run puts it right`() async throws {
        try await withCloud(Self.stacks) { folder, recua in
            #expect(try await recua.run("deploy").status == .exited(0))
            let old = try Files.list(folder.path(".recua/backups"))
            #expect(try await recua.run("down", "s0", "--yes").status == .exited(0))
            for name in try Files.list(folder.path(".recua/backups")) where !old.contains(name) {
                try Files.remove(folder.path(".recua/backups/\(name)"))
            }
            try Files.remove(folder.path(".recua/ledger.db"))
            let restored = try await recua.run("doctor", "--restore-ledger")
            #expect(restored.output.contains("again: 6 stacks") && restored.errorOutput.contains("next `recua up`"))
            let status = try await recua.run("status")
            let doubt = "the ledger was brought back from a backup; `recua up s0` looks what became of it"
            #expect(status.output.contains(doubt), "\(status.output)")
            let history = try await recua.run("history").output
            #expect(history.contains("cloud (the ledger was brought back from a backup)"), "\(history)")
            let plan = try await recua.run("plan", "--exit-code", "--all")
            #expect(plan.status == .exited(11), "\(plan)")
            #expect(plan.output.contains("brought back from a backup; whether it still stands"), "\(plan.output)")
            // Without the smoke test, which nobody answers.
            #expect(try await recua.run("deploy").status == .exited(0))
            let fates = fates(folder)
            #expect(fates["s0"] == ["create", "remove", "create"])
            #expect(fates.filter { $0.key != "s0" }.values.allSatisfy { $0 == ["create"] }, "\(fates)")
            #expect(!(try await recua.run("status").output.contains("backup")))
            #expect(try await recua.run("doctor").output.contains("ledger.db: whole, 6 stacks"))
        }
    }

    @Test func `a ledger that is gone is no new project`() async throws {
        try await withCloud(Self.stacks) { folder, recua in
            #expect(try await recua.run("deploy").status == .exited(0))
            try Files.remove(folder.path(".recua/ledger.db"))
            for verb in ["deploy", "status", "down"] {
                let refused = try await recua.run(verb)
                #expect(refused.status == .exited(1) && refused.errorOutput.contains("[ledger.missing]"), "\(refused)")
            }
            #expect(try await recua.run("doctor", "--restore-ledger", "--json").output.contains("\"restored\""))
            #expect(try await recua.run("deploy").status == .exited(0))
            #expect(fates(folder).values.allSatisfy { $0 == ["create"] })
        }
    }

    @Test func `a ledger of a newer Recua is refused by name and left alone`() async throws {
        try await withCloud(Self.stacks) { folder, recua in
            #expect(try await recua.run("deploy").status == .exited(0))
            var bytes = try Files.read(folder.path(".recua/ledger.db"))
            // `user_version`, in SQLite's header.
            bytes.replaceSubrange(60..<64, with: [0, 0, 0, 99])
            try folder.write(bytes, to: ".recua/ledger.db")
            for arguments in [["deploy"], ["down"], ["status"], ["doctor", "--restore-ledger"]] {
                let refused = try await recua.command(arguments).run()
                #expect(refused.status == .exited(1) && refused.errorOutput.contains("[ledger.newer]"), "\(refused)")
                #expect(refused.errorOutput.contains("version 99"))
            }
            #expect(try Files.read(folder.path(".recua/ledger.db")) == bytes)
        }
    }

    @Test func `another program's database is refused and left alone`() async throws {
        try await withCloud(Self.stacks) { folder, recua in
            try Files.createFolder(folder.path(".recua"))
            let path = folder.path(".recua/ledger.db")
            _ = try await TestTools.python(
                "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('CREATE TABLE songs (title TEXT)')", [path])
            let bytes = try Files.read(path)
            for verb in ["deploy", "status"] {
                let refused = try await recua.run(verb)
                #expect(refused.status == .exited(1) && refused.errorOutput.contains("[ledger.foreign]"), "\(refused)")
            }
            #expect(try Files.read(path) == bytes)
        }
    }

    @Test func `a full disk is told, and with room again the command goes on`() async throws {
        try await withCloud(Self.stacks) { folder, recua in
            try Files.createFolder(folder.path(".recua"))
            let command = recua.command("deploy")
            let small = Command(
                "bwrap",
                ["--dev-bind", "/", "/", "--size", "40000", "--tmpfs", folder.path(".recua"), "--", command.executable]
                    + command.arguments, environment: command.environment, folder: command.folder)
            let refused = try await small.run()
            #expect(refused.status == .exited(1), "\(refused)")
            #expect(refused.errorOutput.contains("[ledger.full]"), "\(refused.errorOutput)")
            #expect(try await recua.run("deploy").status == .exited(0))
        }
    }

    @Test(arguments: [0, 4, 12, 24, 40, 56, 72, 96])
    func `on a full disk a run is refused or told, and what is known can be read`(kibibytes: Int) async throws {
        try await withCloud(Self.stacks) { folder, recua in
            try Files.createFolder(folder.path(".recua"))
            let command = recua.command("deploy")
            let script = """
                $RECUA deploy >/dev/null 2>&1 || exit 99
                cat /dev/zero >.recua/fill 2>/dev/null; truncate -s -\(kibibytes)K .recua/fill
                sed -i 's/size: 1/size: 2/' recua.yaml
                $RECUA deploy >deploy.out 2>&1; echo deployed $?
                for verb in status plan history; do $RECUA $verb >$verb.out 2>&1 || cat $verb.out; done
                rm .recua/fill; $RECUA deploy 2>&1; echo deployed $?
                """
            let told = try await onSmallDisk(command, script, ["RECUA": command.executable], at: folder.path(".recua"))
            #expect(told.succeeded && told.output.hasSuffix("deployed 0\n"), "\(told)")
            #expect(!told.output.contains("[ledger."), "\(told)")
            let first = try Files.readText(folder.path("deploy.out"))
            #expect(told.output.hasPrefix("deployed 0") || first.contains("[ledger.full]"), "\(first)")
        }
    }

    /// Runs a script where the command would run, with a disk of 600,000 bytes at a place.
    private func onSmallDisk(
        _ command: Command, _ script: String, _ variables: [String: String], at place: String
    ) async throws -> Finished {
        try await Command(
            "bwrap",
            ["--dev-bind", "/", "/", "--size", "600000", "--tmpfs", place, "--", "bash", "-c", script],
            environment: command.environment.merging(variables) { $1 }, folder: command.folder
        ).run()
    }

    @Test func `what a killed writer left is read where there is no room for memory that processes share`() async throws
    {
        try await withCloud(Self.stacks) { folder, recua in
            try Files.createFolder(folder.path(".recua"))
            let command = recua.command()
            let writer = """
                import os, sqlite3
                ledger = sqlite3.connect(".recua/ledger.db")
                ledger.execute("PRAGMA journal_mode = WAL")
                ledger.execute("UPDATE run SET command = 'recua killed'")
                ledger.commit()
                os._exit(0)
                """
            let script = """
                $RECUA deploy >/dev/null 2>&1 || exit 99
                python3 -c "$WRITER" && rm .recua/ledger.db-shm && ls .recua/ledger.db-wal
                cat /dev/zero >.recua/fill 2>/dev/null
                $RECUA status && $RECUA history
                """
            let told = try await onSmallDisk(
                command, script, ["RECUA": command.executable, "WRITER": writer], at: folder.path(".recua"))
            #expect(told.succeeded && told.output.hasPrefix(".recua/ledger.db-wal\n"), "\(told)")
            #expect(told.output.contains("recua killed"), "\(told)")
        }
    }

    @Test func `what failed is told too where the disk has no room for the run's end`() async throws {
        let fills = #"rm "$RECUA_ARTIFACTS_FILE"; cat /dev/zero > .recua/fill"#
        let stacks = "chat:\n  shelf: {}\n  probe: {}\n  hooks:\n    fill: { before: deployment, run: '\(fills)' }"
        try await withToys(stacks) { toys in
            try Files.createFolder(toys.scratch.path(".recua"))
            let command = toys.recua.command("up", "--json")
            let box = ["--dev-bind", "/", "/", "--size", "1000000", "--tmpfs", toys.scratch.path(".recua"), "--"]
            let refused = try await Command(
                "bwrap", box + [command.executable] + command.arguments, environment: command.environment,
                folder: command.folder
            ).run()
            #expect(refused.status == .exited(1))
            let order = ["chat/hooks.fill\n", "[hooks.failed]", "[ledger.full]", "1 of 1 stack failed: chat"].map {
                refused.errorOutput.firstRange(of: $0)?.lowerBound
            }
            #expect(!order.contains(nil) && order.compactMap(\.self) == order.compactMap(\.self).sorted())
            let problems = try JSON(parsing: refused.output)["problems"]
            #expect(problems?.array?.map { $0["code"] } == ["ledger.full"], "\(refused.output)")
        }
    }
}

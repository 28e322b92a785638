import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// The system refuses what is written: a disk that is full, one that is broken, a quota.
@Suite(.serialized) struct FaultTests {
    struct Trouble: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var reason: Int32
        var isForGood: Bool
    }

    static let troubles = [
        Trouble(testDescription: "a full disk", reason: ENOSPC, isForGood: true),
        Trouble(testDescription: "a disk that is full for a moment", reason: ENOSPC, isForGood: false),
        Trouble(testDescription: "a broken disk", reason: EIO, isForGood: true),
        Trouble(testDescription: "an error of the disk", reason: EIO, isForGood: false),
        Trouble(testDescription: "a used up quota", reason: EDQUOT, isForGood: true),
        Trouble(testDescription: "a disk that turns read-only", reason: EROFS, isForGood: true),
    ]

    /// Every change that a run makes to its ledger is refused in turn.
    @Test(arguments: troubles)
    func `whatever cannot be written is told, nothing is damaged, and the next run goes on`(trouble: Trouble)
        async throws
    {
        let changes = try await withCrashScene { try await changeCount(of: $0, "up") }
        #expect(changes > 100)
        var told: Set<String> = []
        for number in stride(from: 1, through: changes, by: TortureSize.choose(17, large: 1)) {
            try await withCrashScene { scene in
                let comment = "\(trouble.testDescription) from change \(number) on"
                let fault = Fault(number: number, reason: trouble.reason, isForGood: trouble.isForGood)
                let finished = try await refused(scene, fault)
                guard case .exited(let status) = finished.status else {
                    Issue.record("\(comment): \(finished.status) \(finished.errorOutput)")
                    return
                }
                #expect(status == 0 || finished.errorOutput.contains(": "), "\(comment): \(finished.errorOutput)")
                told.formUnion(finished.errorOutput.split(separator: "\n").map { String($0.prefix { $0 != ":" }) })
                try await scene.examine(comment)
                try await scene.complete("up", comment)
                // Where the backup alone was refused the run is done, and the next one has nothing to do.
                try await scene.examineUp(comment, hasBackup: trouble.isForGood)
            }
        }
        #expect(told.contains(trouble.reason == ENOSPC ? "ledger.full" : "ledger.io"), "\(told)")
        #expect(
            told.isSubset(of: [
                "ledger.full", "ledger.io", "ledger.read-only", "file.write", "file.remove", "ledger.open",
            ]), "\(told)")
    }

    /// How often a whole run changes a file.
    private func changeCount(of scene: CrashScene, _ verb: String) async throws -> Int {
        try await withScratchFolder { tools in
            let log = tools.path("log")
            let environment = try await Faults.environment(for: scene.state, tools: tools, log: log)
            _ = try await scene.command(verb, environment: environment).run()
            return FileChange.all(in: try Files.read(log)).count
        }
    }

    private func refused(_ scene: CrashScene, _ fault: Fault, _ verb: String = "up") async throws -> Finished {
        try await withScratchFolder { tools in
            let environment = try await Faults.environment(for: scene.state, tools: tools, refusing: fault)
            return try await scene.command(verb, environment: environment).run()
        }
    }

    /// Every read of the ledger is refused in turn.
    @Test(arguments: [false, true])
    func `what the disk does not read is never called damage, and the next run goes on`(isForGood: Bool) async throws {
        var told: Set<String> = []
        try await withCrashScene { scene in
            try await scene.complete("up")
            try scene.forget()
            for number in stride(from: 1, through: 64, by: TortureSize.choose(3, large: 1)) {
                try await withScratchFolder { other in
                    let copy = try scene.copied(to: other)
                    let comment = "read \(number)\(isForGood ? " and all after it" : "")"
                    let fault = Fault(number: number, reason: EIO, isForGood: isForGood, isOfRead: true)
                    let finished = try await refused(copy, fault, "down")
                    let codes = finished.errorOutput.split(separator: "\n").map { String($0.prefix { $0 != ":" }) }
                    told.formUnion(codes)
                    #expect(codes.allSatisfy { $0 == "ledger.io" }, "\(comment): \(finished.errorOutput)")
                    #expect(finished.status == .exited(codes.isEmpty ? 0 : 1), "\(comment): \(finished)")
                    try await copy.complete("down", comment)
                    try await copy.examineDown(comment, hasBackup: false)
                }
            }
        }
        #expect(told == ["ledger.io"])
    }

    /// Every change that bringing a ledger back makes is refused in turn.
    @Test(arguments: troubles)
    func `a ledger that is not brought back stays what it was, and one that is says what is uncertain`(trouble: Trouble)
        async throws
    {
        try await withCrashScene { scene in
            try await scene.complete("up")
            let rest = "what is this?"
            try Files.write(rest, to: scene.ledger)
            let changes = try await withScratchFolder { try await changeCount(of: scene.copied(to: $0), "restore") }
            #expect(changes > 30)
            for number in stride(from: 1, through: changes, by: TortureSize.choose(11, large: 1)) {
                try await withScratchFolder { folder in
                    let copy = try scene.copied(to: folder)
                    let comment = "\(trouble.testDescription) from change \(number) on"
                    let fault = Fault(number: number, reason: trouble.reason, isForGood: trouble.isForGood)
                    _ = try await refused(copy, fault, "restore")
                    let now = Files.exists(copy.ledger) ? copy.ledger : "\(copy.state)/restoring/ledger.db"
                    if try Files.readText(now) != rest {
                        #expect(try LedgerContents(now).openEffects == CrashScene.effects, "\(comment)")
                    }
                    let again = try await copy.run("restore")
                    #expect(again.succeeded || again.errorOutput.contains("ledger.whole"), "\(comment): \(again)")
                    try await copy.complete("up", comment)
                    try await copy.examineUp(comment)
                }
            }
        }
    }

    @Test func `a limit on the size of files is told as what it is`() async throws {
        try await withCrashScene(stacks: 4) { scene in
            let command = scene.command("up")
            let words = ([command.executable] + command.arguments).map { "'\($0)'" }.joined(separator: " ")
            // Blocks of 1024 bytes; the signal that goes with the limit is ignored, so that it is an error as any other.
            let limited = Command(
                "bash", ["-c", "trap '' XFSZ; ulimit -f 60; exec \(words)"], environment: command.environment)
            let finished = try await limited.run()
            #expect(finished.status == .exited(1))
            #expect(finished.errorOutput.contains("ledger.io"), "\(finished.errorOutput)")
            try await scene.complete("up")
            try await scene.examineUp("after the limit")
        }
    }

    @Test func `a small disk that fills up is told, and with room again the run goes on`() async throws {
        try await withCrashScene(stacks: 40, jobs: 4) { scene in
            try Files.createFolder(scene.state)
            let command = scene.command("up")
            let words = ([command.executable] + command.arguments).map { "'\($0)'" }.joined(separator: " ")
            // What is on the small disk when the run ends is copied out of it.
            let script =
                "\(words); status=$?; mkdir -p '\(scene.folder.path)/kept'; cp -a '\(scene.state)/.' '\(scene.folder.path)/kept'; exit $status"
            let small = Command(
                "bwrap",
                ["--dev-bind", "/", "/", "--size", "200000", "--tmpfs", scene.state, "--", "sh", "-c", script],
                environment: command.environment)
            let finished = try await small.run()
            #expect(finished.status == .exited(1))
            #expect(
                finished.errorOutput.contains("ledger.full") && finished.errorOutput.contains("make room"),
                "\(finished.errorOutput)")
            try Files.remove(scene.state)
            try Files.move(scene.folder.path("kept"), to: scene.state)
            try await scene.examine("after the small disk")
            try await scene.complete("up")
            try await scene.examineUp("after the small disk")
        }
    }

    @Test func `a folder that cannot be written to is told, and can be read`() async throws {
        try await withCrashScene { scene in
            try await scene.complete("up")
            func boxed(_ verb: String) async throws -> Finished {
                let command = scene.command(verb)
                return try await Command(
                    "bwrap",
                    ["--dev-bind", "/", "/", "--ro-bind", scene.state, scene.state, "--", command.executable]
                        + command.arguments, environment: command.environment
                ).run()
            }
            #expect(try await boxed("look").output.contains("knows 5"))
            #expect(try await boxed("check").output.contains("whole true"))
            #expect(try await boxed("up").succeeded, "there is nothing to do")
            let refused = try await boxed("down")
            #expect(refused.status == .exited(1))
            #expect(refused.errorOutput.contains("run.lock-file"), "\(refused.errorOutput)")
            try await scene.examineUp("after the refusal")
        }
    }

    @Test func `a ledger that a dead run left can be read where nothing can be written, or that is told`() async throws
    {
        try await withCrashScene { scene in
            let points = try await withCrashScene { try await $0.complete("up") }
            try await scene.run("up", "point=\(points / 2)")
            let command = scene.command("look")
            let finished = try await Command(
                "bwrap",
                ["--dev-bind", "/", "/", "--ro-bind", scene.state, scene.state, "--", command.executable]
                    + command.arguments, environment: command.environment
            ).run()
            #expect(
                finished.output.contains("knows") || finished.errorOutput.contains("ledger.read-only"), "\(finished)")
            try await scene.complete("up")
            try await scene.examineUp("after the look")
        }
    }
}

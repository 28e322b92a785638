import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// The power goes at each change that a run makes to its files.
@Suite(.serialized) struct PowerCutTests {
    /// What is run, and what was run before.
    struct Phase: Sendable, CustomTestStringConvertible {
        var before: [String]
        var verb: String

        var testDescription: String { (before + [verb]).joined(separator: ", ") }
    }

    @Test(arguments: [
        Phase(before: [], verb: "up"), Phase(before: ["up"], verb: "down"), Phase(before: ["up", "down"], verb: "up"),
    ])
    func `a power cut at any write leaves a ledger that is whole and has all that was acknowledged`(phase: Phase)
        async throws
    {
        try await withCrashScene(stacks: TortureSize.choose(1, large: 3)) { scene in
            let cut = try await recorded(phase, in: scene)
            #expect(cut.changes.count > 100)
            var random = SplitMix64(seed: 4)
            for moment in stride(from: 0, through: cut.changes.count, by: TortureSize.choose(3, large: 1)) {
                for loss in PowerCut.Loss.allCases {
                    let disk = cut.disk(at: moment, loss, &random)
                    let goesOn = moment % TortureSize.choose(36, large: 5) == 0
                    try await examine(
                        disk, of: scene, phase, loss, goesOn,
                        "\(phase.testDescription), \(loss) lost at change \(moment)")
                }
            }
        }
    }

    @Test func `a WAL that is cut anywhere gives some earlier moment, and never half a step`() async throws {
        try await withCrashScene(stacks: 2) { scene in
            let points = try await withCrashScene(stacks: 2) { try await $0.complete("up") }
            // Right before the run's end is committed.
            try await scene.run("up", "point=\(points - 10)")
            let log = try Files.read("\(scene.ledger)-wal")
            let (header, frame) = (32, 24 + 4096)
            #expect((log.count - header) % frame == 0 && log.count > 20 * frame)
            var random = SplitMix64(seed: 7)
            var lengths = Array(stride(from: header, through: log.count, by: frame))
            for length in lengths {
                lengths += [length - 1, length + 24, length + Int.random(in: 1..<frame, using: &random)]
            }
            var earlier = 0
            for length in lengths.sorted() where (0...log.count).contains(length) {
                let steps = try await withScratchFolder { folder in
                    let path = folder.path(".recua/ledger.db")
                    try Files.write(Files.read(scene.ledger), to: path)
                    // What is behind the cut is what was in those sectors before.
                    let rest = (0..<(length % 3 == 0 ? 5000 : 0)).map { _ in
                        UInt8.random(in: 0 ... .max, using: &random)
                    }
                    try Files.write(Array(log.prefix(length)) + rest, to: "\(path)-wal")
                    try Ledger.write(path, project: "crash").close()
                    let contents = try LedgerContents(path)
                    #expect(contents.complaints == [], "cut at \(length)")
                    return contents.steps.count
                }
                #expect(steps >= earlier, "cut at \(length)")
                earlier = steps
            }
            #expect(earlier >= 9)
        }
    }

    private func recorded(_ phase: Phase, in scene: CrashScene) async throws -> PowerCut {
        for verb in phase.before { try await scene.complete(verb) }
        try scene.forget()
        let base = try Disk(of: scene.folder.path)
        return try await withScratchFolder { tools in
            let log = tools.path("log")
            let environment = try await Faults.environment(for: scene.folder.path, tools: tools, log: log)
            let finished = try await scene.command(phase.verb, environment: environment).run()
            #expect(finished.succeeded, "\(finished.errorOutput)")
            return PowerCut(base: base, changes: FileChange.all(in: try Files.read(log)))
        }
    }

    private func examine(
        _ disk: Disk, of scene: CrashScene, _ phase: Phase, _ loss: PowerCut.Loss, _ goesOn: Bool, _ comment: String
    ) async throws {
        try await withScratchFolder { folder in
            try disk.write(below: scene.folder.path, to: folder.path)
            var copy = CrashScene(folder: folder)
            copy.stacks = scene.stacks
            try await copy.examine(comment, onlyUrgent: loss != .nothing && loss != .halfAWrite)
            // No honest power cut is taken for damage.
            if Files.exists(copy.ledger) {
                do {
                    try Ledger.write(copy.ledger, project: "crash").close()
                } catch {
                    Issue.record("\(comment): \(error)")
                }
            }
            guard goesOn else { return }
            if phase.verb == "down" { try await returns(copy, comment) }
            // What the store has not made last is read again; the state of the project is what matters here.
            try await copy.complete(phase.verb, comment)
            let fate =
                phase.before.map { $0 == "up" ? "create" : "remove" } + [phase.verb == "up" ? "create" : "remove"]
            if phase.verb == "up" {
                try await copy.examineUp(comment, hasBackup: false) { $0 == fate }
            } else {
                try await copy.examineDown(comment, hasBackup: false) { $0 == fate }
            }
        }
    }

    /// Who goes up again after a cut finds out what of it still stands.
    private func returns(_ scene: CrashScene, _ comment: String) async throws {
        try await withScratchFolder { folder in
            let copy = try scene.copied(to: folder)
            try await copy.complete("up", comment)
            try await copy.examineUp("\(comment), then up", hasBackup: false) { $0.last == "create" }
        }
    }
}

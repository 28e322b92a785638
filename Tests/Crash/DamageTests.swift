import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// A ledger that is not what it was.
@Suite(.serialized) struct DamageTests {
    @Test func `a flipped bit anywhere keeps a run from beginning, and whoever only reads survives it`() async throws {
        try await withCrashScene(stacks: 2) { scene in
            try await scene.complete("up")
            let bytes = try Files.read(scene.ledger)
            var random = SplitMix64(seed: 11)
            for place in stride(from: 0, to: bytes.count, by: TortureSize.choose(83, large: 3)) {
                var damaged = bytes
                damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                try Files.write(damaged, to: scene.ledger)
                let code = code { try Ledger.write(scene.ledger, project: "crash").close() }
                #expect(
                    ["ledger.damaged", "ledger.foreign", "ledger.newer", "ledger.missing"].contains(code),
                    "byte \(place): \(code ?? "-")")
                let read = self.code {
                    guard let ledger = try Ledger.read(scene.ledger, project: "crash") else { return }
                    _ = try ledger.snapshot()
                    _ = try ledger.summaries(limit: 9, stacks: 9)
                    _ = try ledger.steps(of: "s0", limit: 99)
                    try ledger.close()
                }
                #expect(read?.hasPrefix("ledger.") ?? true, "byte \(place): \(read ?? "-")")
                #expect(try Files.read(scene.ledger) == damaged)
            }
        }
    }

    @Test func `without a seal what SQLite can tell is told, and nothing traps`() async throws {
        try await withCrashScene(stacks: 2) { scene in
            try await scene.complete("up")
            try Files.remove("\(scene.ledger).seal")
            let bytes = try Files.read(scene.ledger)
            var random = SplitMix64(seed: 12)
            var found = 0
            for place in stride(from: 0, to: bytes.count, by: TortureSize.choose(131, large: 3)) {
                var damaged = bytes
                damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                try await withScratchFolder { folder in
                    let path = folder.path(".recua/ledger.db")
                    try Files.write(damaged, to: path)
                    let code = code {
                        let ledger = try Ledger.write(path, project: "crash")
                        defer { try? ledger.close() }
                        _ = try ledger.snapshot()
                        _ = try ledger.steps(of: "s0", limit: 99)
                    }
                    if code != nil { found += 1 }
                    #expect(code?.hasPrefix("ledger.") ?? true, "byte \(place): \(code ?? "-")")
                }
            }
            #expect(found > 10)
        }
    }

    @Test func `a ledger cut to any size is damaged, not empty`() async throws {
        try await withCrashScene { scene in
            try await scene.complete("up")
            let bytes = try Files.read(scene.ledger)
            for size in stride(from: 0, to: bytes.count, by: 509) {
                try Files.write(bytes.prefix(size), to: scene.ledger)
                let expected = size == 0 ? "ledger.missing" : "ledger.damaged"
                #expect(code { try Ledger.write(scene.ledger, project: "crash").close() } == expected, "\(size) bytes")
                #expect(code { try Ledger.read(scene.ledger, project: "crash")?.close() } == expected, "\(size) bytes")
            }
        }
    }

    @Test(arguments: ["garbage", "cut", "gone", "empty", "flipped"])
    func `a damaged or lost ledger is told with the way back, and the way back works`(damage: String) async throws {
        try await withCrashScene { scene in
            try await scene.complete("up")
            let bytes = try Files.read(scene.ledger)
            switch damage {
            case "garbage": try Files.write("what is this?", to: scene.ledger)
            case "cut": try Files.write(bytes.prefix(bytes.count / 2), to: scene.ledger)
            case "gone": try Files.remove(scene.ledger)
            case "empty": try Files.write("", to: scene.ledger)
            default: try Files.write(bytes.enumerated().map { $0 == 20_000 ? $1 ^ 4 : $1 }, to: scene.ledger)
            }
            let refused = try await scene.run("down")
            #expect(refused.status == .exited(1))
            let backup = try #require(try scene.backups().last)
            #expect(
                refused.errorOutput.contains("recua doctor --restore-ledger") && refused.errorOutput.contains(backup),
                "\(refused.errorOutput)")
            try await scene.complete("restore")
            #expect(try await scene.run("restore").errorOutput.contains("ledger.whole"))
            try await scene.complete("up")
            try await scene.examineUp("restored")
            if damage != "gone" { #expect(try Files.list("\(scene.state)/damaged").count == 1) }
        }
    }

    @Test func `a backup that is damaged itself is passed over for an older one`() async throws {
        try await withCrashScene { scene in
            try await scene.complete("up")
            try scene.forget()
            try await scene.complete("down")
            let backups = try scene.backups()
            #expect(backups.count == 2)
            try Files.write("nothing", to: "\(scene.state)/backups/\(backups[1])")
            try Files.remove(scene.ledger)
            try await scene.complete("restore")
            #expect(try LedgerContents(scene.ledger).current.count == 5)
            for backup in backups { try Files.write("nothing", to: "\(scene.state)/backups/\(backup)") }
            try Files.remove(scene.ledger)
            let refused = try await scene.run("restore")
            #expect(refused.errorOutput.contains("ledger.no-backup"), "\(refused.errorOutput)")
        }
    }

    @Test func `the newest five backups are kept`() async throws {
        try await withCrashScene { scene in
            for _ in 0..<4 {
                try await scene.complete("up")
                try await scene.complete("down")
            }
            let backups = try scene.backups()
            #expect(backups.count == 5 && backups.allSatisfy { $0.hasPrefix("ledger-0") && $0.hasSuffix("Z.db") })
        }
    }

    @Test func `a ledger that is gone with its backups is missed by the folders of its stacks`() async throws {
        try await withCrashScene { scene in
            try await scene.complete("up")
            for name in ["ledger.db", "ledger.db.seal", "backups"] { try Files.remove("\(scene.state)/\(name)") }
            for verb in ["up", "down", "look"] {
                let refused = try await scene.run(verb)
                #expect(
                    refused.errorOutput.contains("ledger.missing") && refused.errorOutput.contains("recua adopt"),
                    "\(refused.errorOutput)")
            }
            #expect(!Files.exists(scene.ledger))
            // Who takes the whole folder away begins anew, and means it.
            try Files.remove(scene.state)
            #expect(try await scene.run("look").output.contains("knows 0"))
        }
    }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return Diagnostics.from(error).first?.code }
        return nil
    }
}

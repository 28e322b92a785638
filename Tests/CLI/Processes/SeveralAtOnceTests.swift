import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// Many processes at one store: side by side for a while, and killed in the middle of things.
///
/// `RECUA_TORTURE=1` makes it a minute and two hundred deaths.
@Suite(.timeLimit(.minutes(6)), .serialized) struct SeveralAtOnceTests {
    private static let isLarge = Variables.process["RECUA_TORTURE"] != nil

    @Test func `eight processes on two projects and one store do no harm to each other`() async throws {
        try await withQuarry { quarry in
            let other = try Quarry("other", in: quarry.scratch)
            let end = ContinuousClock.now + .seconds(Self.isLarge ? 60 : 12)
            let counts = try await withThrowingTaskGroup(of: (String, Int).self) { group in
                for (index, role) in Role.all.enumerated() {
                    let project = index % 3 == 2 ? other : quarry
                    group.addTask { (role.name, try await role.work(on: project, seed: UInt64(index), until: end)) }
                }
                return try await group.reduce(into: [:]) { $0[$1.0, default: 0] += $1.1 }
            }
            for name in ["up", "gc", "look", "down"] {
                #expect(counts[name, default: 0] > 0, "no \(name) was done: \(counts)")
            }
            for project in [quarry, other] {
                try await project.up()
                #expect(try await project.integrity() == "ok\n0\n")
            }
            let last = try await quarry.recua.run("gc", "--verify", "--older-than", "0s")
            #expect(last.status == .exited(0) && !last.errorOutput.contains("damaged"), "\(last.errorOutput)")
            #expect(try quarry.files().count == 1)
            for project in [quarry, other] {
                #expect(try await project.recua.run("plan", "--exit-code").status == .exited(0))
            }
        }
    }

    @Test func `killed at any moment, up and gc leave a store that is whole`() async throws {
        try await withQuarry { quarry in
            let words = ["clay", "sand", "chalk"]
            var deaths = 0
            for round in 0..<(Self.isLarge ? 200 : 24) {
                let up = ["up"] + Quarry.set(words[round % 3])
                async let isDead = quarry.killed(up, after: Int.random(in: 20...900))
                let gc =
                    round % 2 == 0
                    ? try await quarry.killed(["gc", "--older-than", "0s"], after: Int.random(in: 10...200)) : false
                deaths += (try await isDead ? 1 : 0) + (gc ? 1 : 0)
            }
            #expect(deaths > 0, "everything had ended before it was killed")
            let last = try await quarry.recua.run("gc", "--verify", "--older-than", "0s")
            #expect(last.status == .exited(0) && !last.errorOutput.contains("damaged"), "\(last.errorOutput)")
            try await quarry.up()
            #expect(try await quarry.integrity() == "ok\n0\n")
            let after = try await quarry.recua.run("gc", "--older-than", "0s")
            #expect(after.status == .exited(0) && !after.errorOutput.contains("left alone"), "\(after.errorOutput)")
            #expect(try quarry.files().count == 1)
            #expect(try Files.list("\(quarry.store)/uses") == [])
            #expect(try await quarry.recua.run("plan", "--exit-code").status == .exited(0))
        }
    }
}

/// What one of the processes does, again and again.
private struct Role: Sendable {
    var name: String
    /// The commands it chooses from, and how they may end.
    var commands: [[String]]
    var statuses: Set<Int32>

    static let all = [
        Role(name: "up", commands: [["up"], ["up", "--set", "brick.word=sand"]], statuses: [0, 7]),
        Role(name: "up", commands: [["up", "--wait", "--set", "brick.word=chalk"], ["up", "--wait"]], statuses: [0]),
        Role(
            name: "up", commands: [["up", "--set", "brick.word=sand"], ["up", "--set", "brick.word=clay"]],
            statuses: [0, 7]),
        Role(name: "look", commands: [["status"], ["plan"], ["why"], ["history"]], statuses: [0]),
        Role(
            name: "look", commands: [["plan", "--json"], ["status", "--json"], ["gc", "--dry-run"]], statuses: [0]),
        Role(name: "gc", commands: [["gc", "--older-than", "0s"]], statuses: [0]),
        Role(
            name: "gc", commands: [["gc", "--older-than", "0s"], ["gc", "--verify", "--older-than", "0s"]],
            statuses: [0]),
        Role(name: "down", commands: [["down", "--yes"], ["down", "--yes", "s0"]], statuses: [0, 7]),
    ]

    /// How often it tries again after the end, when the others have ended or are at their last.
    private static let lateTurns = 100

    /// - Returns: how many commands did their work.
    func work(on quarry: Quarry, seed: UInt64, until end: ContinuousClock.Instant) async throws -> Int {
        var done = 0
        var turn = Int(seed)
        var late = 0
        // Who finds the project in use each time has it to himself when the others have ended.
        while ContinuousClock.now < end || done == 0 {
            if ContinuousClock.now >= end { late += 1 }
            guard late <= Self.lateTurns else {
                Issue.record("\(name): the project was in use each time, also after the end")
                return done
            }
            let arguments = commands[turn % commands.count]
            turn += 1
            let finished = try await quarry.recua.command(arguments).run()
            guard case .exited(let status) = finished.status, statuses.contains(status) else {
                Issue.record("\(arguments): \(finished.status)\n\(finished.output)\(finished.errorOutput)")
                return done
            }
            if status == 7 {
                #expect(finished.errorOutput.contains("the project is in use by"), "\(finished.errorOutput)")
            } else {
                done += 1
            }
        }
        return done
    }
}

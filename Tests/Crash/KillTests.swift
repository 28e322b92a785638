import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// `kill -9` at moments that nobody chose.
@Suite(.serialized) struct KillTests {
    private static let kills = TortureSize.choose(150, large: 1000)

    /// Rounds of going up and down, in each of which every run is killed until one lives long enough.
    @Test func `whenever it is killed, nothing is lost, nothing is done twice, and it gets to its end`() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        var tally = Tally()
        while tally.kills < Self.kills {
            let jobs = tally.rounds % 2 == 0 ? 1 : 4
            try await withCrashScene(stacks: 6, jobs: jobs) { scene in
                try await killing(scene, "up", &random, &tally, "seed \(seed), round \(tally.rounds)")
                try await scene.examineUp("seed \(seed), round \(tally.rounds)")
                try await wavering(scene, &random, &tally, "seed \(seed), round \(tally.rounds)")
                try scene.forget()
                try await killing(scene, "down", &random, &tally, "seed \(seed), round \(tally.rounds)")
                try await scene.examineDown("seed \(seed), round \(tally.rounds)") { $0.last == "remove" }
                tally.rounds += 1
            }
        }
        #expect(tally.hits > 0)
        print("killed \(tally.kills) times in \(tally.rounds) rounds, \(tally.hits) of them with something on record")
    }

    private struct Tally {
        var (kills, hits, rounds) = (0, 0, 0)
    }

    /// Takes it down and up in no order, each killed sooner or later, and then up to the end.
    private func wavering(
        _ scene: CrashScene, _ random: inout SplitMix64, _ tally: inout Tally, _ comment: String
    ) async throws {
        for _ in 0..<6 {
            try scene.forget()
            let verb = Bool.random(using: &random) ? "down" : "up"
            let death = "time=\(UInt32.random(in: 1000...100_000, using: &random))"
            if try await scene.run(verb, death).status == .signalled(9) { tally.kills += 1 }
            try await scene.examine("\(comment), wavering, \(verb)")
        }
        // A run may die after it has made what an earlier one took down, and before it has told so.
        try scene.forget()
        try await killing(scene, "up", &random, &tally, "\(comment), wavering")
        try await scene.examineUp("\(comment), wavering") { $0.last == "create" }
    }

    /// Kills runs, later and later, until one ends by itself.
    private func killing(
        _ scene: CrashScene, _ verb: String, _ random: inout SplitMix64, _ tally: inout Tally, _ comment: String
    ) async throws {
        var patience: UInt32 = 40_000
        while true {
            let finished = try await scene.run(verb, "time=\(UInt32.random(in: 1000...patience, using: &random))")
            guard finished.status == .signalled(9) else {
                #expect(finished.succeeded, "\(comment): \(finished.errorOutput)")
                return
            }
            tally.kills += 1
            if !scene.told().isEmpty || !scene.cloud.isEmpty { tally.hits += 1 }
            try await scene.examine("\(comment), \(verb), kill \(tally.kills)")
            patience = min(patience + 10_000, 2_000_000)
        }
    }
}

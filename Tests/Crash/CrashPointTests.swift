import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// Dead at each crash point in turn: before and after each commit, each call of a plugin, each step of making and
/// closing the ledger.
@Suite(.serialized) struct CrashPointTests {
    @Test func `a run that dies at any point is finished by the next one, each effect applied once`() async throws {
        let points = try await withCrashScene(stacks: 2) { try await $0.complete("up") }
        #expect(points > 60)
        var unsealed = 0
        for point in 1...points {
            try await withCrashScene(stacks: 2) { scene in
                #expect(try await scene.run("up", "point=\(point)").status == .signalled(9), "point \(point)")
                try await scene.examine("after point \(point)")
                try await scene.complete("up", "after point \(point)")
                try await scene.examineUp("after point \(point)")
                if !scene.isSealed { unsealed += 1 }
            }
        }
        // Around the end of the run, when all its steps are on record: the next one has nothing to do, writes nothing.
        #expect(unsealed == 8)
    }

    @Test func `a run that dies as it goes on where another died is finished too`() async throws {
        let points = try await withCrashScene { try await $0.complete("up") }
        for point in stride(from: 1, through: points, by: TortureSize.choose(7, large: 1)) {
            try await withCrashScene { scene in
                try await scene.run("up", "point=\(point)")
                try await dyingAgain(from: scene, "up", "after point \(point)") { copy, comment in
                    try await copy.examineUp(comment)
                }
            }
        }
    }

    @Test func `taking down goes on where it died, each effect undone once`() async throws {
        try await withCrashScene(stacks: 2) { scene in
            try await scene.complete("up")
            try scene.forget()
            try await dyingAgain(from: scene, "down", "down") { copy, comment in try await copy.examineDown(comment) }
        }
    }

    /// What an effect goes through that is up again after somebody began to take it down.
    private static let fatesOfReturn: Set = [["create"], ["create", "remove", "create"]]

    @Test func `what was being taken down when it died is kept or made anew, as the world has it`() async throws {
        try await withCrashScene(stacks: 2) { scene in
            try await scene.complete("up")
            try scene.forget()
            var fates: Set<[String]> = []
            try await dyingAgain(from: scene, "down", "down", then: ["up"], hasEnd: false) { copy, comment in
                try await copy.examineUp(comment) { Self.fatesOfReturn.contains($0) }
                fates.formUnion(copy.fates.values)
            }
            #expect(fates.count == 2)
        }
    }

    @Test func `who goes up where a down died, and dies too, is finished by the next one`() async throws {
        try await withCrashScene { scene in
            try await scene.complete("up")
            try scene.forget()
            let points = try await withScratchFolder { try await scene.copied(to: $0).complete("down") }
            for point in stride(from: 1, through: points, by: TortureSize.choose(5, large: 1)) {
                try await withScratchFolder { folder in
                    let copy = try scene.copied(to: folder)
                    try await copy.run("down", "point=\(point)")
                    try copy.forget()
                    try await dyingAgain(from: copy, "up", "after point \(point) of down") { copy, comment in
                        try await copy.examineUp(comment) { Self.fatesOfReturn.contains($0) }
                    }
                }
            }
        }
    }

    @Test func `what a dead run began is taken down`() async throws {
        let points = try await withCrashScene { try await $0.complete("up") }
        for point in 1...points {
            try await withCrashScene { scene in
                try await scene.run("up", "point=\(point)")
                try scene.forget()
                try await scene.complete("down", "after point \(point)")
                for (name, fate) in scene.fates { #expect(fate == ["create", "remove"], "point \(point): \(name)") }
                if Files.exists(scene.ledger) {
                    let contents = try LedgerContents(scene.ledger)
                    #expect(contents.complaints == [] && contents.openEffects == 0, "point \(point)")
                }
            }
        }
    }

    @Test func `bringing a ledger back goes on where it died, and never leaves less than it had`() async throws {
        try await withCrashScene { scene in
            try await scene.complete("up")
            try Files.write("what is this?", to: scene.ledger)
            try await dyingAgain(from: scene, "restore", "restore", then: ["up"]) { copy, comment in
                try await copy.examineUp(comment)
                #expect(try Files.list("\(copy.state)/damaged").count >= 1)
            }
        }
    }

    /// From copies of one scene: dies at the first point, the second, … until it does not die, each time followed by a
    /// run to the end.
    ///
    /// - Parameters:
    ///   - more: what is run then.
    ///   - hasEnd: false to leave it as it died.
    private func dyingAgain(
        from scene: CrashScene, _ verb: String, _ comment: String, then more: [String] = [], hasEnd: Bool = true,
        _ check: (CrashScene, String) async throws -> Void
    ) async throws {
        for point in 1... {
            let died = try await withScratchFolder { other in
                let copy = try scene.copied(to: other)
                let comment = "\(comment), then dead at point \(point)"
                let died = try await copy.run(verb, "point=\(point)").status == .signalled(9)
                if verb != "restore" { try await copy.examine(comment) }
                if hasEnd {
                    // A ledger that is back already is no more to be brought back.
                    let again = try await copy.run(verb)
                    #expect(
                        again.succeeded || again.errorOutput.contains("ledger.whole"),
                        "\(comment): \(again.errorOutput)")
                }
                for verb in more { try await copy.complete(verb, comment) }
                try await check(copy, comment)
                return died
            }
            if !died { return }
        }
    }
}

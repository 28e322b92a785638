import RecuaTestSupport
import Testing

@testable import RecuaCore

/// What counts for which step, one change at a time, with the plugins that come with Recua.
struct FingerprintChangeTests {
    @Test(arguments: SceneChange.counting)
    func `what a step rests on makes it stale, it alone, and is named`(change: SceneChange) async throws {
        try await withScene { scene async throws in
            let ledger = try scene.done()
            try change.apply(&scene)
            let stale = try scene.stale(since: ledger)
            #expect(stale.keys.sorted() == change.stale.keys.sorted(), "\(stale)")
            for (step, reasons) in change.stale {
                let found = stale[step] ?? []
                #expect(found.count == reasons.count && zip(found, reasons).allSatisfy { $0.hasPrefix($1) }, "\(found)")
            }
        }
    }

    @Test(arguments: SceneChange.idle)
    func `what changes nothing leaves every step fresh`(change: SceneChange) async throws {
        try await withScene { scene async throws in
            let ledger = try scene.done()
            try change.apply(&scene)
            let stale = try scene.stale(since: ledger).filter { !$0.key.hasPrefix("extra/") }
            #expect(stale == [:])
        }
    }

    @Test func `a fingerprint of another scheme makes every step stale`() async throws {
        try await withScene { scene async throws in
            var ledger = try scene.done()
            for key in ledger.current.keys { ledger.current[key]?.fingerprint.components["scheme"] = "0" }
            let stale = try scene.stale(since: ledger)
            #expect(stale.count == SceneChange.everyStep.values.map(\.count).reduce(0, +))
            #expect(stale.values.allSatisfy { $0 == ["scheme: 0 → \(Fingerprint.scheme)"] })
        }
    }

    @Test(arguments: ArtifactKind.pipeline.sorted())
    func `an artifact makes stale who consumes it`(kind: ArtifactKind) async throws {
        try await withScene { scene async throws in
            let ledger = try scene.done()
            scene.artifacts[kind] = ["made": "otherwise"]
            let consumers = scene.descriptors.filter { $0.needs.contains(kind) }.map(\.name)
            let stale = try scene.stale(since: ledger)
            #expect(Set(stale.keys) == Set(consumers.flatMap { SceneChange.everyStep[$0] ?? [] }))
            #expect(stale.values.allSatisfy { $0.count == 1 && $0[0].hasPrefix("artifact \(kind): sha256:") })
        }
    }

    @Test func `where an artifact's files lie, and which process serves, do not count`() async throws {
        try await withScene { scene async throws in
            func artifact(_ path: String, _ pid: JSON) -> JSON {
                let file: JSON = ["path": .string(path), "sha256": .string(Scene.pin), "size": 1]
                return ["layers": [file], "process": ["pid": pid, "started": 2, "boot": "b"]]
            }
            scene.artifacts[.image] = artifact("/one", 1)
            let ledger = try scene.done()
            scene.artifacts[.image] = artifact("/other", 2)
            let stale = try scene.stale(since: ledger)
            #expect(stale.filter { !$0.value.allSatisfy { $0.hasPrefix("its ") } } == [:])
        }
    }

    @Test func `a variable is absent, empty or set, and each is something else`() async throws {
        try await withScene { scene async throws in
            scene.describe("fetch") { $0.fingerprintedEnvironment = ["MIRROR", "HUB_*"] }
            func reason(_ old: [String: String], _ new: [String: String]) throws -> [String]? {
                scene.environment = old
                let ledger = try scene.done()
                scene.environment = new
                return try scene.stale(since: ledger)["fn/fetch"]
            }
            scene.edit("${env:WORD}", "llamas")
            #expect(try reason(["MIRROR": "a"], ["MIRROR": "b"]) == ["environment MIRROR: a → b"])
            #expect(try reason(["MIRROR": "a"], [:]) == ["environment MIRROR is gone: it was a"])
            #expect(try reason(["MIRROR": ""], [:])?.count == 1)
            #expect(try reason(["MIRROR": ""], ["MIRROR": "a"])?.count == 1)
            #expect(try reason(["MIRROR": "a"], ["MIRROR": "a", "MIRRORS": "b"]) == nil)
            #expect(try reason(["HUB_A": "1"], ["HUB_A": "2"]) == ["environment HUB_A: 1 → 2"])
            #expect(try reason([:], ["HUB_A": "1", "HUB_B": "2", "OTHER": ""])?.count == 2)
        }
    }

    @Test func `a plugin of another name has not run yet`() async throws {
        try await withScene { scene async throws in
            let ledger = try scene.done()
            scene.describe("smoke") { $0.name = "taste" }
            #expect(
                try scene.stale(since: ledger) == ["fn/taste": ["not run yet"], "here/taste": ["not run yet"]])
        }
    }
}

import GRDB
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// A project of `crash-program` in a folder of its own, and what must hold of it after any death.
struct CrashScene: Sendable {
    let folder: ScratchFolder
    var stacks = 1
    var jobs = 1

    static let steps = 5
    static let effects = 2

    var state: String { folder.path(".recua") }
    var ledger: String { folder.path(".recua/ledger.db") }

    func command(_ verb: String, _ death: String = "", environment: [String: String] = [:]) -> Command {
        let program = Variables.process["RECUA_CRASH_PROGRAM"] ?? "\(RecuaBinary.package)/.build/debug/crash-program"
        let bare = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
        return Command(
            program, [verb, folder.path, String(stacks), String(jobs), death],
            environment: bare.merging(environment) { $1 })
    }

    @discardableResult
    func run(_ verb: String, _ death: String = "") async throws -> Finished { try await command(verb, death).run() }

    /// Runs it to its end.
    ///
    /// - Returns: how many crash points it passed.
    @discardableResult
    func complete(_ verb: String, _ comment: String = "") async throws -> Int {
        let finished = try await run(verb)
        #expect(finished.status == .exited(0), "\(verb) \(comment): \(finished.errorOutput)")
        let words = finished.output.split(whereSeparator: { $0 == " " || $0 == "\n" })
        return words.firstIndex(of: "points").flatMap { Int(words[$0 + 1]) } ?? 0
    }

    /// Another one, as this one is on disk now.
    func copied(to other: ScratchFolder) throws -> CrashScene {
        var copy = CrashScene(folder: other)
        (copy.stacks, copy.jobs) = (stacks, jobs)
        try Self.copy(folder.path, to: other.path)
        return copy
    }

    private static func copy(_ source: String, to target: String) throws {
        try Files.createFolder(target)
        for name in try Files.list(source) {
            let (from, to) = ("\(source)/\(name)", "\(target)/\(name)")
            if Files.facts(from)?.isFolder == true {
                try copy(from, to: to)
            } else {
                try Files.write(Files.read(from), to: to)
            }
        }
    }

    // MARK: What was said, and what is

    /// What the user was told since ``forget()``: the last word on each step.
    ///
    /// - Parameter onlyUrgent: without what was told after the last effect, which a power cut may undo.
    func told(onlyUrgent: Bool = false) -> [String: String] {
        let lines = ((try? Files.readText(folder.path("told"))) ?? "").split(separator: "\n")
        var words = lines.map { $0.split(separator: " ").map(String.init) }
        if onlyUrgent {
            let last = words.lastIndex { $0[0].hasSuffix("/deploy") || $0[0].hasSuffix("/dns") }
            words = Array(words[..<(last.map { $0 + 1 } ?? 0)])
        }
        return Dictionary(words.map { ($0[0], $0[1]) }) { $1 }
    }

    func forget() throws { try Files.remove(folder.path("told")) }

    var cloud: [String] { FakeCloud(path: folder.path("cloud")).history }

    /// What each effect went through: `create`, `remove`, …
    var fates: [String: [String]] {
        Dictionary(grouping: cloud.map { $0.split(separator: " ").map(String.init) }, by: { $0[1] })
            .mapValues { $0.map { $0[0] } }
    }

    /// The tokens of everything that was ever made.
    var tokens: Set<String> {
        Set(cloud.filter { $0.hasPrefix("create") }.compactMap { $0.split(separator: " ").last.map(String.init) })
    }

    // MARK: What must hold

    /// After a death: the ledger is whole, what was told is there, and no effect was applied twice.
    func examine(_ comment: String, onlyUrgent: Bool = false) async throws {
        let told = told(onlyUrgent: onlyUrgent)
        for (name, fate) in fates {
            for (first, second) in zip(fate, fate.dropFirst()) {
                #expect(first != second, "\(comment): \(name) went through \(fate)")
            }
        }
        // A copy, so that the next run finds the ledger as it was left.
        try await withScratchFolder { other in
            for part in ["ledger.db", "ledger.db-wal", "ledger.db-journal"] where Files.exists("\(state)/\(part)") {
                try Files.write(Files.read("\(state)/\(part)"), to: other.path(part))
            }
            guard (Files.facts(other.path("ledger.db"))?.size ?? 0) > 0 else {
                #expect(told.isEmpty && cloud.isEmpty, "\(comment): told \(told), and there is no ledger")
                return
            }
            let contents = try LedgerContents(other.path("ledger.db"))
            #expect(contents.complaints == [], "\(comment)")
            #expect(tokens.subtracting(contents.tokens) == [], "\(comment): an effect is on no record")
            for (step, word) in told {
                #expect(contents.current.contains(step) == (word != "removed"), "\(comment): \(step) was told \(word)")
            }
        }
    }

    /// After a run to the end that brought everything up, once: each effect was applied once, and what the ledger says of
    /// it is there.
    ///
    /// - Parameters:
    ///   - isAllowed: whether an effect may have gone through this.
    ///   - hasBackup: false where one could not be made.
    func examineUp(
        _ comment: String, hasBackup: Bool = true, fate isAllowed: ([String]) -> Bool = { $0 == ["create"] }
    ) async throws {
        try await examine(comment)
        #expect(fates.count == stacks * Self.effects, "\(comment)")
        let others = fates.filter { !isAllowed($0.value) }
        #expect(others.isEmpty, "\(comment): \(others)")
        let contents = try LedgerContents(ledger)
        #expect(contents.current.count == stacks * Self.steps, "\(comment)")
        #expect(contents.openEffects == 0, "\(comment)")
        let cloud = FakeCloud(path: folder.path("cloud"))
        for (name, token) in contents.standing {
            #expect(cloud.token(of: name) == token, "\(comment): \(name) is not as the ledger has it")
        }
        if hasBackup { try examineRest(comment) }
    }

    /// After a run to the end that took everything down.
    func examineDown(
        _ comment: String, hasBackup: Bool = true, fate isAllowed: ([String]) -> Bool = { $0 == ["create", "remove"] }
    ) async throws {
        try await examine(comment)
        let others = fates.filter { !isAllowed($0.value) }
        #expect(others.isEmpty, "\(comment): \(others)")
        let contents = try LedgerContents(ledger)
        #expect(contents.current.count == stacks * 2, "\(comment): \(contents.current)")
        #expect(contents.openEffects == 0, "\(comment)")
        if hasBackup { try examineRest(comment) }
    }

    /// False when the last run that wrote died at its very end, and the next had nothing to do.
    var isSealed: Bool { Files.exists("\(ledger).seal") }

    /// At rest the ledger is one file, sealed, with a backup, and nothing is left of those who died.
    private func examineRest(_ comment: String) throws {
        guard isSealed else { return }
        let names = try Files.list(state).filter { $0.hasPrefix("ledger") }
        #expect(names == ["ledger.db", "ledger.db.seal"], "\(comment)")
        let backups = try backups()
        #expect((1...5).contains(backups.count), "\(comment): \(backups)")
        #expect(
            try Files.list("\(state)/backups") == backups.flatMap { [$0, "\($0).seal"] }, "\(comment): \(backups)")
    }

    /// Names of the ledger's copies, the oldest first.
    func backups() throws -> [String] { try Files.list("\(state)/backups").filter { $0.hasSuffix(".db") } }
}

/// Lends a scene to `body`.
func withCrashScene<Result>(
    stacks: Int = 1, jobs: Int = 1, _ body: (CrashScene) async throws -> Result
) async throws -> Result {
    try await withScratchFolder { folder in
        var scene = CrashScene(folder: folder)
        (scene.stacks, scene.jobs) = (stacks, jobs)
        return try await body(scene)
    }
}

import RecuaTestSupport

@testable import RecuaCore

extension Bench {
    /// The facts of every file and folder of the project and the store: nothing was written while they stay the same.
    func traces() throws -> [String: Files.Facts] {
        var traces: [String: Files.Facts] = [:]
        var open = [folder.path]
        while let path = open.popLast() {
            traces[path] = Files.facts(path)
            if traces[path]?.isFolder == true { open += try Files.list(path).map { "\(path)/\($0)" } }
        }
        return traces
    }

    /// How every run ended, newest first.
    func runs() throws -> [RunRecord.Outcome] {
        guard let ledger = try Ledger.read(project.ledger, project: project.name) else { return [] }
        defer { try? ledger.close() }
        return try ledger.runs(limit: 100).map(\.outcome)
    }

    func history(_ plugin: String, of stack: String = "a") throws -> [StepRecord] {
        guard let ledger = try Ledger.read(project.ledger, project: project.name) else { return [] }
        defer { try? ledger.close() }
        return try ledger.history(of: stack, limit: 100).filter { $0.plugin == plugin }
    }
}

/// A moment of the ledger, as a process that is killed leaves it.
final class Wreck: Sendable {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    private var parts: [String] { ["ledger.db", "ledger.db-wal"] }

    /// Keeps the ledger as it is on disk now.
    func keep() throws {
        for part in parts where Files.exists("\(bench.project.stateFolder)/\(part)") {
            try Files.write(Files.read("\(bench.project.stateFolder)/\(part)"), to: bench.folder.path("wreck/\(part)"))
        }
    }

    /// Puts the kept ledger in the place of the present one.
    func restore() throws {
        for part in parts + ["ledger.db-shm", "ledger.db.seal"] {
            try Files.remove("\(bench.project.stateFolder)/\(part)")
        }
        for part in try Files.list(bench.folder.path("wreck")) {
            try Files.move(bench.folder.path("wreck/\(part)"), to: "\(bench.project.stateFolder)/\(part)")
        }
    }
}

extension RunResult {
    /// The outcomes of a stack's steps in words.
    func outcomes(of stack: String) -> [String] {
        steps(of: stack).map { step in
            switch step.outcome {
            case .done: "done"
            case .fresh: "fresh"
            case .adopted: "adopted"
            case .removed: "removed"
            case .forgotten(_, let reason): "forgotten, since \(reason)"
            case .failed(let problems): "failed \(problems.map(\.code).joined(separator: " "))"
            case .cancelled: "cancelled"
            case .idle: "idle"
            case .blocked(let cause): "blocked by \(cause)"
            case .looked(.known): "known"
            case .looked(.absent): "absent"
            case .looked(.left(let problems)): (["left"] + problems.map(\.code)).joined(separator: " ")
            case .looked(.conflict(let claims, let recorded)):
                "conflict of \(claims.count)\(recorded == nil ? "" : ", one recorded")"
            }
        }
    }
}

extension EventLog {
    var finished: Set<Event.StepName> {
        Set(all.compactMap { if case .stepFinished(let name, _) = $0 { name } else { nil } })
    }
}

/// Lets nobody go before so many are there, and counts how many were there at most.
actor Meeting {
    private let size: Int
    private var present = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private(set) var peak = 0

    init(of size: Int) { self.size = size }

    func attend() async {
        present += 1
        peak = max(peak, present)
        if waiting.count + 1 < size {
            await withCheckedContinuation { waiting.append($0) }
        } else {
            waiting.forEach { $0.resume() }
            waiting = []
        }
        present -= 1
    }
}

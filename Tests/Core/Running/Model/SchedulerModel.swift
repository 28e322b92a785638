@testable import RecuaCore

/// The simplest thing that could be a scheduler: it looks at every step each time anew.
struct SchedulerModel {
    typealias Index = Scheduler.Index

    let play: SchedulerCase
    private let places: [Index]
    private(set) var running: [Index] = []
    private var handedOut: [[Bool]]
    /// How each step ended, in words.
    private var endings: [[String?]]
    private var isCancelled = false
    private var firstFailure: String?

    init(_ play: SchedulerCase) {
        self.play = play
        places = play.places
        handedOut = play.stacks.map { $0.map { _ in false } }
        endings = play.stacks.map { $0.map { _ in nil } }
    }

    /// The step that must be handed out now: of all that are ready and for which there is room, the first of the plan.
    var expected: Index? { isStopped ? nil : places.first { isReady($0) && hasRoom(for: $0) } }

    var isStopped: Bool { isCancelled || firstFailure != nil }

    func isReady(_ index: Index) -> Bool {
        !wasHandedOut(index) && !hasEnded(index)
            && step(index).needs.allSatisfy { isGood(Index(stack: index.stack, step: $0)) }
    }

    func wasHandedOut(_ index: Index) -> Bool { handedOut[index.stack][index.step] }

    func hasEnded(_ index: Index) -> Bool { endings[index.stack][index.step] != nil }

    func hasRoom(for index: Index) -> Bool {
        let work = step(index).work
        return running.count < play.limits.total
            && running.count { step($0).work == work } < play.limits.limit(of: work)
    }

    mutating func handOut(_ index: Index) {
        handedOut[index.stack][index.step] = true
        running.append(index)
    }

    /// - Returns: the steps that can no longer run.
    mutating func end(_ index: Index) -> [Index] {
        running.removeAll { $0 == index }
        endings[index.stack][index.step] = step(index).ending.rawValue
        guard !isGood(index) else { return [] }
        if play.failsFast, !isStopped { firstFailure = "\(Self.name(index))" }
        var blocked: [Index] = []
        for later in places where later.stack == index.stack && !hasEnded(later) {
            let needs = step(later).needs.map { Index(stack: later.stack, step: $0) }
            guard needs.contains(where: { $0 == index || blocked.contains($0) }) else { continue }
            endings[later.stack][later.step] = "blocked by p\(index.step)"
            blocked.append(later)
        }
        return blocked
    }

    mutating func stop() {
        isCancelled = true
        firstFailure = nil
    }

    /// What is said of a step when all is over.
    func end(of index: Index) -> String {
        endings[index.stack][index.step] ?? firstFailure.map { "blocked by \($0)" } ?? "cancelled"
    }

    func artifacts(of stack: Int) -> Set<ArtifactKind> {
        let good = endings[stack].indices.filter { isGood(Index(stack: stack, step: $0)) }
        return Set(good.map { ArtifactKind(rawValue: "k\($0)") })
    }

    func step(_ index: Index) -> SchedulerCase.Step { play.stacks[index.stack][index.step] }

    private func isGood(_ index: Index) -> Bool { ["done", "fresh"].contains(endings[index.stack][index.step]) }

    static func name(_ index: Index) -> String { "s\(index.stack)/p\(index.step)" }
}

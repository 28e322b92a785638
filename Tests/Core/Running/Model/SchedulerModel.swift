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
    var expected: Index? { places.first { !isStopped(for: $0) && isReady($0) && hasRoom(for: $0) } }

    /// Nothing is handed out any more, but what tells of a failure where the first one stops all.
    func isStopped(for index: Index) -> Bool { isCancelled || firstFailure != nil && !isTold(index) }

    /// All that it needs is there, or has failed if it takes that.
    func isReady(_ index: Index) -> Bool {
        !wasHandedOut(index) && !hasEnded(index)
            && needs(of: index).allSatisfy { hasArtifact($0) || isTaken($0, by: index) }
    }

    /// Of what it takes something has failed.
    func isTold(_ index: Index) -> Bool { needs(of: index).contains { isTaken($0, by: index) } }

    /// It is to run, but what it stands by was made.
    func hasNothingToDo(_ index: Index) -> Bool {
        guard let standsBy = step(index).standsBy else { return false }
        return failure(behind: Index(stack: index.stack, step: standsBy)) == nil
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

    /// - Returns: the steps that will not run any more: one that needs what was not made, or what had no reason to be.
    mutating func end(_ index: Index) -> [Index] {
        running.removeAll { $0 == index }
        endings[index.stack][index.step] = hasNothingToDo(index) ? "idle" : step(index).ending.rawValue
        if play.failsFast, !isCancelled, firstFailure == nil, !isGood(index) { firstFailure = Self.name(index) }
        return places.filter { $0.stack == index.stack && !hasEnded($0) && giveUp($0) }
    }

    /// - Returns: true when it will not run.
    private mutating func giveUp(_ index: Index) -> Bool {
        let needs = needs(of: index)
        if let lost = needs.first(where: { hasEnded($0) && !isGood($0) && !isTaken($0, by: index) }) {
            endings[index.stack][index.step] = "blocked by p\(cause(of: lost).step)"
        } else if needs.allSatisfy(hasEnded), needs.contains(where: isIdle) {
            endings[index.stack][index.step] = "idle"
        }
        return hasEnded(index)
    }

    mutating func stop() {
        isCancelled = true
        firstFailure = nil
    }

    /// What is said of a step when all is over.
    func end(of index: Index) -> String {
        if let ending = ending(of: index) { return ending }
        guard !isUnchanged(index) else {
            return SchedulerCase.isStandby(index.step, among: play.stacks[index.stack]) ? "idle" : "fresh"
        }
        return firstFailure.map { "blocked by \($0)" } ?? "cancelled"
    }

    /// There is nothing new of it: it ended so, or nobody came to it, and it and all that it needs had nothing to do.
    private func isUnchanged(_ index: Index) -> Bool {
        if let ending = ending(of: index) { return ["fresh", "idle"].contains(ending) }
        return SchedulerCase.isSettled(index.step, among: play.stacks[index.stack])
            && needs(of: index).allSatisfy(isUnchanged)
    }

    func artifacts(of stack: Int) -> Set<ArtifactKind> {
        Set(play.stacks[stack].indices.filter { hasArtifact(Index(stack: stack, step: $0)) }.map(SchedulerCase.kind))
    }

    /// The steps that failed, by what was not made for it.
    func failures(of stack: Int) -> [ArtifactKind: String] {
        var failures: [ArtifactKind: String] = [:]
        for step in play.stacks[stack].indices {
            let root = failure(behind: Index(stack: stack, step: step))
            failures[SchedulerCase.kind(step)] = root.map { "p\($0.step)" }
        }
        return failures
    }

    func step(_ index: Index) -> SchedulerCase.Step { play.stacks[index.stack][index.step] }

    private func needs(of index: Index) -> [Index] { step(index).needs.map { Index(stack: index.stack, step: $0) } }

    private func ending(of index: Index) -> String? { endings[index.stack][index.step] }

    private func hasArtifact(_ index: Index) -> Bool { ["done", "fresh"].contains(ending(of: index)) }

    private func isIdle(_ index: Index) -> Bool { ending(of: index) == "idle" }

    private func isGood(_ index: Index) -> Bool { hasArtifact(index) || isIdle(index) }

    private func isTaken(_ need: Index, by index: Index) -> Bool {
        step(index).takes.contains(need.step) && failure(behind: need) != nil
    }

    /// The step that failed, when that is why this one made nothing. A cancelled one did not fail.
    private func failure(behind index: Index) -> Index? {
        guard hasEnded(index), !isGood(index) else { return nil }
        let cause = cause(of: index)
        return ending(of: cause) == "failed" ? cause : nil
    }

    /// The step that did not end well, by which another is blocked.
    private func cause(of index: Index) -> Index {
        places.first { $0.stack == index.stack && ending(of: index) == "blocked by p\($0.step)" } ?? index
    }

    static func name(_ index: Index) -> String { "s\(index.stack)/p\(index.step)" }
}

@testable import RecuaCore

/// What is on record of a random project, and what the next `up` makes of it.
struct EngineModel {
    typealias Place = RandomProject.Place

    enum End: Sendable, Hashable {
        case done, fresh, failed, cancelled, idle
        /// By a step of the same stack that did not end well, or by what stopped all: `s1/p2`.
        case blocked(String)

        var hasArtifact: Bool { self == .done || self == .fresh }
        var isGood: Bool { hasArtifact || self == .idle }
        /// True when a failure elsewhere kept it from being begun.
        var isStopped: Bool { if case .blocked(let cause) = self { cause.contains("/") } else { false } }
    }

    /// What a step does when its turn comes, by how the ones before it ended.
    enum Fate: Hashable {
        case idle
        /// By one of these.
        case blocked([String])
        case stands
        case runs
    }

    private struct Record {
        var fingerprint: String
        var artifact: String
    }

    private let project: RandomProject
    private var records: [Place: Record] = [:]
    /// The effects whose last try did not end well.
    private var attempts: Set<Place> = []
    private(set) var round: RandomRound
    /// How the steps of this round ended.
    private var ends: [Place: End] = [:]
    /// What they rested on.
    private var fingerprints: [Place: String] = [:]

    init(_ project: RandomProject) {
        self.project = project
        round = RandomRound()
    }

    mutating func begin(_ round: RandomRound) {
        self.round = round
        (ends, fingerprints) = ([:], [:])
    }

    /// Those before it in its stack have ended.
    mutating func fate(of place: Place) -> Fate {
        guard let descriptor = project.descriptor(of: place) else { return .idle }
        let needs = descriptor.needs.map { project.place(of: $0, in: place.stack) }
        let taken = failures(for: place)
        let lost = needs.filter { ends[$0]?.isGood == false && taken[$0] == nil }
        guard lost.isEmpty else { return .blocked(lost.map(cause)) }
        if needs.contains(where: { ends[$0] == .idle }) { return .idle }
        if let kind = descriptor.standsBy, taken[project.place(of: kind, in: place.stack)] == nil { return .idle }
        let told = taken.map { "\($0.plugin) lost to \($1.plugin): \(fingerprints[$1] ?? "")" }.sorted()
        let have = needs.filter { ends[$0]?.hasArtifact == true }.map { "\($0.plugin): \(records[$0]?.artifact ?? "")" }
        let fingerprint = "\(place.plugin) \(round.word(of: place)) (\((have + told).joined(separator: ", ")))"
        fingerprints[place] = fingerprint
        let stands = records[place]?.fingerprint == fingerprint && !attempts.contains(place)
        return stands && !descriptor.isRepeated ? .stands : .runs
    }

    /// Nothing but to forget what it told of.
    func mustForget(_ place: Place) -> Bool {
        records[place] != nil && project.descriptor(of: place)?.work != .effect
    }

    /// Something that it needs was not begun, so that its turn never came.
    func hasWaited(_ place: Place) -> Bool {
        let needs = project.descriptor(of: place)?.needs ?? []
        return needs.contains { ends[project.place(of: $0, in: place.stack)]?.isStopped == true }
    }

    /// What it takes of what failed, with the step that did.
    func failures(for place: Place) -> [Place: Place] {
        let kinds = project.descriptor(of: place)?.takesFailed ?? []
        let taken = kinds.map { project.place(of: $0, in: place.stack) }
        return Dictionary(uniqueKeysWithValues: taken.compactMap { need in failure(behind: need).map { (need, $0) } })
    }

    /// Takes down how a step ended.
    mutating func end(_ place: Place, _ end: End, hasStarted: Bool) {
        ends[place] = end
        guard let descriptor = project.descriptor(of: place) else { return }
        if hasStarted {
            if descriptor.isMomentary { forget(place) }
            attempts.remove(place)
        }
        switch end {
        case .done:
            records[place] = Record(fingerprint: fingerprints[place] ?? "", artifact: artifact(of: place))
        case .failed where descriptor.work != .effect:
            // What was found to fail does not stand, though it did once.
            if records[place]?.fingerprint == fingerprints[place] { forget(place) }
        case .failed, .cancelled:
            if descriptor.work == .effect, hasStarted { attempts.insert(place) }
        case .idle:
            // What an effect made still stands.
            if descriptor.work != .effect { forget(place) }
        case .fresh, .blocked: break
        }
    }

    /// Two words give one artifact.
    func artifact(of place: Place) -> String { "\(place.stack) \(place.plugin) \(round.word(of: place) / 2)" }

    private mutating func forget(_ place: Place) {
        if records.removeValue(forKey: place) != nil { attempts.remove(place) }
    }

    /// The step that failed, when that is why this one made nothing.
    private func failure(behind place: Place) -> Place? {
        let cause = Place(stack: place.stack, plugin: cause(of: place))
        return ends[cause] == .failed ? cause : nil
    }

    private func cause(of place: Place) -> String {
        if case .blocked(let cause) = ends[place] { cause } else { place.plugin }
    }
}

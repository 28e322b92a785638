import RecuaTestSupport

@testable import RecuaCore

/// Plugins that need each other at random, and stacks that write some of their sections.
struct RandomProject: Sendable {
    struct Place: Hashable, Sendable {
        var stack: String
        var plugin: String
    }

    let seed: UInt64
    let limits: Limits
    /// Each needs some of those before it.
    let descriptors: [PluginDescriptor]
    private let byName: [String: PluginDescriptor]
    /// The plugins whose sections each stack writes.
    let written: [String: Set<String>]
    /// What comes to pass, one `up` after the other.
    let rounds: [RandomRound]

    var stacks: [String] { written.keys.sorted() }

    init(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        self.seed = seed
        limits = Limits(
            network: .random(in: 1...3, using: &random), compute: .random(in: 1...3, using: &random),
            effect: .random(in: 1...2, using: &random), total: .random(in: 1...6, using: &random)
        )
        let descriptors = (0..<Int.random(in: 1...7, using: &random)).map { Self.descriptor($0, &random) }
        var written: [String: Set<String>] = [:]
        for stack in 0..<Int.random(in: 1...6, using: &random) {
            written["s\(stack)"] = Set(descriptors.map(\.name).filter { _ in !random.oneIn(3) })
        }
        let places = written.keys.sorted().flatMap { stack in
            descriptors.map { Place(stack: stack, plugin: $0.name) }
        }
        rounds = RandomRound.sequence(
            over: places, editing: { written[$0.stack]?.contains($0.plugin) == true }, &random)
        (self.descriptors, self.written) = (descriptors, written)
        byName = Dictionary(uniqueKeysWithValues: descriptors.map { ($0.name, $0) })
    }

    private static func descriptor(_ number: Int, _ random: inout SplitMix64) -> PluginDescriptor {
        let needs = (0..<number).filter { _ in random.oneIn(3) }.map { ArtifactKind(rawValue: "k\($0)") }
        let takes = random.oneIn(2) ? needs.filter { _ in !random.oneIn(3) } : []
        let standsBy = random.oneIn(2) ? takes.randomElement(using: &random) : nil
        return PluginDescriptor(
            name: "p\(number)", version: "1", summary: "",
            sections: [.init("p\(number)", .object([.optional("word", .integer)]))],
            needs: needs, takesFailed: Set(takes), standsBy: standsBy, provides: ArtifactKind(rawValue: "k\(number)"),
            work: PluginDescriptor.Work.allCases.randomElement(using: &random) ?? .compute,
            isRepeated: random.oneIn(10),
            isMomentary: random.oneIn(4)
        )
    }

    func sections(of stack: String, in round: RandomRound) -> JSON {
        let sections = written[stack, default: []].map { plugin in
            (plugin, JSON.object(["word": .integer(Int64(round.word(of: Place(stack: stack, plugin: plugin))))]))
        }
        return .object(Dictionary(uniqueKeysWithValues: sections))
    }

    /// The steps of a stack, each after those it needs: what it writes, and all that this needs.
    func steps(of stack: String) -> [Place] {
        var steps: Set<Place> = []
        for descriptor in descriptors.reversed() {
            let place = Place(stack: stack, plugin: descriptor.name)
            if written[stack, default: []].contains(descriptor.name) || steps.contains(place) {
                steps.formUnion(descriptor.needs.map { self.place(of: $0, in: stack) } + [place])
            }
        }
        return descriptors.map { Place(stack: stack, plugin: $0.name) }.filter(steps.contains)
    }

    var steps: [Place] { stacks.flatMap { steps(of: $0) } }

    func descriptor(of place: Place) -> PluginDescriptor? { byName[place.plugin] }

    func place(of kind: ArtifactKind, in stack: String) -> Place {
        Place(stack: stack, plugin: "p\(kind.rawValue.dropFirst())")
    }
}

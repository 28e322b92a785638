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
    let failsFast: Bool
    /// The step that cancels the run, counted by when steps start; nil: none does.
    let cancelling: Int?
    /// Each needs some of those before it.
    let descriptors: [PluginDescriptor]
    /// What each stack writes.
    let sections: [String: JSON]
    /// The steps that fail.
    let failing: Set<Place>

    var stacks: [String] { sections.keys.sorted() }

    init(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        self.seed = seed
        limits = Limits(
            network: .random(in: 1...3, using: &random), compute: .random(in: 1...3, using: &random),
            effect: .random(in: 1...2, using: &random), total: .random(in: 1...6, using: &random)
        )
        failsFast = random.oneIn(4)
        cancelling = random.oneIn(3) ? .random(in: 0...6, using: &random) : nil
        let descriptors = (0..<Int.random(in: 1...6, using: &random)).map { Self.descriptor($0, &random) }
        var sections: [String: JSON] = [:]
        for stack in 0..<Int.random(in: 1...6, using: &random) {
            let written = descriptors.filter { _ in !random.oneIn(3) }.map { ($0.name, JSON.object([:])) }
            sections["s\(stack)"] = .object(Dictionary(uniqueKeysWithValues: written))
        }
        let places = sections.keys.sorted().flatMap { stack in descriptors.map { Place(stack: stack, plugin: $0.name) }
        }
        let fails = random.oneIn(4) ? 0 : 5
        failing = Set(places.filter { _ in fails > 0 && random.oneIn(fails) })
        (self.descriptors, self.sections) = (descriptors, sections)
    }

    private static func descriptor(_ number: Int, _ random: inout SplitMix64) -> PluginDescriptor {
        PluginDescriptor(
            name: "p\(number)", version: "1", summary: "",
            sections: [.init("p\(number)", .object([.optional("word", .string)]))],
            needs: (0..<number).filter { _ in random.oneIn(3) }.map { ArtifactKind(rawValue: "k\($0)") },
            provides: ArtifactKind(rawValue: "k\(number)"),
            work: PluginDescriptor.Work.allCases.randomElement(using: &random) ?? .compute
        )
    }

    /// The steps of a stack: what it writes, and all that this needs.
    func steps(of stack: String) -> Set<Place> {
        var steps: Set<Place> = []
        for descriptor in descriptors.reversed() {
            let place = Place(stack: stack, plugin: descriptor.name)
            if sections[stack]?[descriptor.name] != nil || steps.contains(place) {
                steps.formUnion(needs(of: place) + [place])
            }
        }
        return steps
    }

    var steps: Set<Place> { Set(stacks.flatMap { steps(of: $0) }) }

    func needs(of place: Place) -> [Place] {
        let kinds = descriptors.first { $0.name == place.plugin }?.needs ?? []
        return kinds.map { Place(stack: place.stack, plugin: "p\($0.rawValue.dropFirst())") }
    }

    /// True when it fails, or when something that it needs does.
    func isLost(_ place: Place) -> Bool { failing.contains(place) || needs(of: place).contains { isLost($0) } }
}

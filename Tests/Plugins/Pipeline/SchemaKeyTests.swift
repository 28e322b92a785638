import RecuaTestSupport
import Testing

@testable import RecuaCore

/// Every key that a built-in plugin's schema declares, found by walking the schemas.
struct SchemaKeyTests {
    private static let descriptors = AllPlugins.descriptors
    private static let sections = descriptors.flatMap { $0.sections.map(\.name) }

    @Test(arguments: sections, ["lambda", "local"])
    func `a key counts for the plugin that owns it and for those that read it, and for nobody else`(
        section: String, target: String
    ) async throws {
        try await withBoth(target) { planner, stack throws in
            for leaf in leaves(of: section) {
                let name = leaf.name(in: section)
                let changes = try changes(planner, stack([section: leaf.one]), stack([section: leaf.other]))
                let expected = concerned(section, leaf).intersection(changes.keys)
                for (plugin, reasons) in changes {
                    let names = reasons.map(\.component)
                    let counts = names == ["section \(name)"] || names == ["file \(name)"]
                    #expect(expected.contains(plugin) ? counts : names.isEmpty, "\(name) for \(plugin): \(names)")
                }
            }
        }
    }

    @Test(arguments: sections, ["lambda", "local"])
    func `a key that no schema declares counts for nobody`(section: String, target: String) async throws {
        try await withBoth(target) { planner, stack throws in
            guard let one = leaves(of: section).first?.one, var members = one.object else { return }
            members["undeclared"] = 1
            let changes = try changes(planner, stack([section: one]), stack([section: .object(members)]))
            #expect(changes.values.allSatisfy { $0.isEmpty })
        }
    }

    @Test func `the walk finds them all`() {
        let names = Self.sections.flatMap { section in leaves(of: section).map { $0.name(in: section) } }
        #expect(Set(names).count > 100)
        let some = ["server.context", "model.weights.mirrors[0]", "function.url.stream", "image.labels.anything"]
        #expect(Set(some).subtracting(names) == [])
    }

    private func leaves(of section: String) -> [SchemaLeaf] {
        let schemas = Self.descriptors.flatMap(\.sections).filter { $0.name == section }
        return schemas.flatMap { SchemaLeaf.all(of: $0.schema) }
    }

    /// The plugins whose fingerprints must change.
    private func concerned(_ section: String, _ leaf: SchemaLeaf) -> Set<String> {
        let path = [section] + leaf.path.compactMap { $0 }
        let plugins = Self.descriptors.filter { descriptor in
            descriptor.sections.contains { $0.name == section }
                || descriptor.reads.contains { path.starts(with: $0.split(separator: ".").map(String.init)) }
        }
        return Set(plugins.map(\.name))
    }

    /// What differs for each step between two states of a stack.
    private func changes(
        _ planner: Planner, _ one: Stack, _ other: Stack
    ) throws -> [String: [Fingerprint.Change]] {
        func fingerprints(_ stack: Stack) throws -> [String: Fingerprint] {
            let plan = try planner.plan([stack], project: "tests", goal: .everything, ledger: LedgerSnapshot())
            let steps = try plan.stacks[0].steps.map { try planner.confirmed($0, in: stack, inputs: [:]) }
            return Dictionary(uniqueKeysWithValues: steps.map { ($0.name, $0.fingerprint ?? .init(components: [:])) })
        }
        let old = try fingerprints(one)
        return try fingerprints(other).reduce(into: [:]) { changes, step in
            changes[step.key] = old[step.key].map { step.value.changes(since: $0) }
        }
    }

    /// Lends a planner, and what makes a stack of sections; those without which it cannot be planned are there.
    private func withBoth(
        _ target: String, _ body: (Planner, ([String: JSON]) -> Stack) throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            for name in ["one", "other"] { try folder.write(name, to: name) }
            let planner = Planner(
                pipeline: Pipeline(Self.descriptors.map { FakePlugin($0) }), store: Store(root: folder.path("store")),
                environment: [:])
            let needed: [String: JSON] = ["publish": ["repository": "localhost:5000/llamas"]]
            try body(planner) { sections in
                let all = JSON.object(needed.merging(sections) { $1 })
                return .testing("a", folder: folder.path, target: target, all)
            }
        }
    }
}

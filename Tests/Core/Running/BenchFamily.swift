import RecuaCore
import RecuaTestSupport

/// A family whose steps do what a test says: `extras: { warm: { after: deployment, note: … } }`.
struct BenchFamily: StepFamily {
    let calls: FakeCalls
    var isMomentary = false
    var onRun: @Sendable (FakePlugin.Running, String) async throws -> JSON = { _, _ in [:] }

    var descriptor: PluginDescriptor {
        PluginDescriptor(
            name: "extras", version: "1", summary: "", sections: [.init("extras", .map(of: Self.schema))], needs: [],
            provides: "extras", work: .compute)
    }

    private static let schema = Schema.object([
        .optional("before", .string), .optional("after", .string), .optional("note", .string),
        .optional("always", .boolean),
    ])

    func members(of sections: JSON, in stack: StackFacts) throws -> [FamilyMember] {
        try (sections["extras"]?.object ?? [:]).map { key, value in
            let anchor: FamilyMember.Anchor
            if let kind = value["before"]?.string {
                anchor = .before(ArtifactKind(rawValue: kind))
            } else if let kind = value["after"]?.string {
                anchor = .after(ArtifactKind(rawValue: kind))
            } else {
                throw Diagnostic("extras.nowhere", "`\(key)` stands nowhere", pointer: "/extras/\(key)")
            }
            let word = value["before"] == nil ? "after" : "before"
            return FamilyMember(
                kind: ArtifactKind(rawValue: "extras.\(key)"), anchor: anchor, pointer: "/extras/\(key)/\(word)"
            ) { needs in
                provider(key, needs, isRepeated: value["always"] == true)
            }
        }
    }

    private func provider(_ key: String, _ needs: [ArtifactKind], isRepeated: Bool) -> any StepProvider {
        let section = PluginDescriptor.Section("extras", .object([.required(key, Self.schema)]))
        let descriptor = PluginDescriptor(
            name: "extras.\(key)", version: "1", summary: "", sections: [section], needs: needs,
            provides: ArtifactKind(rawValue: "extras.\(key)"), work: .compute, isRepeated: isRepeated,
            isMomentary: isMomentary)
        return FakePlugin(descriptor, calls: calls) { try await onRun($0, key) }
    }
}

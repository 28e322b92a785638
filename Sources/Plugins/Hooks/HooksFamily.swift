public import RecuaCore

/// Commands that run before or after an artifact exists, as a stack's `hooks:` names them.
public struct HooksFamily: StepFamily {
    /// What waits between two tries.
    private let clock: any Clock<Duration>

    public init(clock: any Clock<Duration> = ContinuousClock()) { self.clock = clock }

    public static let descriptor = PluginDescriptor(
        name: "hooks", version: HookStep.version, summary: "Runs commands before and after artifacts exist",
        sections: [.init("hooks", HookSchema.section)], needs: [], provides: "hooks", work: .compute)

    public var descriptor: PluginDescriptor { Self.descriptor }

    /// - Throws: ``Diagnostics`` `hooks.name`, `hooks.place` and `hooks.when`.
    public func members(of sections: JSON, in stack: StackFacts) throws -> [FamilyMember] {
        var problems: [Diagnostic] = []
        let members = (sections["hooks"]?.object ?? [:]).sorted { $0.key < $1.key }.compactMap { name, hook in
            do { return try member(name, hook) } catch {
                problems += Diagnostics.from(error)
                return nil
            }
        }
        problems += HookOccasionCheck(hooks: sections["hooks"]?.object ?? [:]).diagnostics
        guard problems.isEmpty else { throw Diagnostics(problems) }
        return members
    }

    private func member(_ name: String, _ hook: JSON) throws -> FamilyMember {
        guard HookSchema.isName(name) else {
            throw Diagnostic(
                "hooks.name", "`\(name)` cannot name a hook", pointer: "/hooks/\(HookSchema.token(name))",
                help: "small letters, digits and dashes, a letter first, at most 40")
        }
        let (anchor, key) = try anchor(of: name, hook)
        return FamilyMember(
            kind: HookStep.kind(of: name), anchor: anchor, pointer: "/hooks/\(name)/\(key)"
        ) { needs in
            HookStep(name, hook, needs: needs, at: anchor.kind, clock: clock)
        }
    }

    private func anchor(of name: String, _ hook: JSON) throws -> (FamilyMember.Anchor, key: String) {
        switch (hook["before"]?.string, hook["after"]?.string) {
        case (let kind?, nil): return (.before(ArtifactKind(rawValue: kind)), "before")
        case (nil, let kind?): return (.after(ArtifactKind(rawValue: kind)), "after")
        case (_?, _?):
            throw Diagnostic(
                "hooks.place", "the hook `\(name)` is to run both before and after", pointer: "/hooks/\(name)/before",
                help: "keep one of `before` and `after`, or write two hooks")
        case (nil, nil):
            throw Diagnostic(
                "hooks.place", "the hook `\(name)` does not say when it is to run", pointer: "/hooks/\(name)",
                help: "write `after: deployment`, or `before:` and what it comes before")
        }
    }
}

/// The plugins in use, and how they fit together for a stack. Order is never written down: it follows from what each
/// plugin needs.
public struct Pipeline: Sendable {
    public let providers: [any StepProvider]
    let families: [any StepFamily]
    /// Names of what they own.
    let familySections: [String]
    /// Of the providers, then of the families.
    public let descriptors: [PluginDescriptor]
    /// By name.
    let owners: [String: PluginDescriptor.Section]
    /// Names of the providers whose sections name no local file, whatever is written in them.
    private let fileless: Set<String>

    /// - Parameter families: a provider of one's name takes its place.
    public init(_ providers: [any StepProvider], families: [any StepFamily] = []) {
        let names = Set(providers.map(\.descriptor.name))
        self.providers = providers
        self.families = families.filter { !names.contains($0.descriptor.name) }
        let ofFamilies = self.families.map(\.descriptor)
        familySections = ofFamilies.flatMap(\.sections).map(\.name)
        descriptors = providers.map(\.descriptor) + ofFamilies
        owners = Dictionary(descriptors.flatMap(\.sections).map { ($0.name, $0) }) { first, _ in first }
        fileless = Set(
            providers.map(\.descriptor).filter { !$0.sections.contains { $0.schema.mayNameFiles } }.map(\.name))
    }

    /// The plugin of this name, if it takes part.
    public func provider(named name: String) -> (any StepProvider)? { providers.first { $0.descriptor.name == name } }

    /// Whether the sections of a plugin may name local files.
    func mayNameFiles(_ plugin: String) -> Bool { !fileless.contains(plugin) }

    /// The plugins that take part in reaching `goal` for a stack, each after those it needs.
    ///
    /// - Throws: as `route(for:goal:)`.
    public func steps(for stack: Stack, goal: Goal) throws -> [any StepProvider] {
        try route(for: stack, goal: goal).steps
    }

    /// - Throws: ``Diagnostic`` `plan.no-provider`, `plan.ambiguous` or `plan.cycle`, placed at the stack; ``Diagnostics``
    ///   of what families say and where they stand.
    func route(for stack: Stack, goal: Goal) throws -> Route {
        try woven(plainRoute(for: stack, goal: goal), of: stack, isWhole: goal == .everything)
    }

    /// The route without the steps of families.
    func plainRoute(for stack: Stack, goal: Goal) throws -> Route {
        var chosen: [any StepProvider] = []
        for kind in try kinds(of: goal, for: stack) { try add(kind, for: stack, path: [], to: &chosen) }
        return Route(steps: chosen)
    }

    private func kinds(of goal: Goal, for stack: Stack) throws -> [ArtifactKind] {
        switch goal {
        case .kind(let kind): return [kind]
        case .everything:
            let descriptors = providers.map(\.descriptor)
            let kinds = descriptors.filter { descriptor in
                if descriptor.isAlways { return true }
                return !ArtifactKind.pipeline.contains(descriptor.provides) && Self.isWritten(descriptor, in: stack)
            }.map(\.provides)
            return (descriptors.contains { $0.provides == .deployment } ? [.deployment] : []) + kinds
        }
    }

    private func add(
        _ kind: ArtifactKind, for stack: Stack, path: [ArtifactKind], to chosen: inout [any StepProvider]
    ) throws {
        guard !path.contains(kind) else {
            let round = (path + [kind]).map(\.rawValue).joined(separator: " needs ")
            throw Diagnostic("plan.cycle", "the plugins need each other in a circle: \(round)", at: stack.place)
        }
        guard !chosen.contains(where: { $0.descriptor.provides == kind }) else { return }
        let provider = try provider(of: kind, for: stack)
        for need in provider.descriptor.needs { try add(need, for: stack, path: path + [kind], to: &chosen) }
        chosen.append(provider)
    }

    /// The target names the provider of `deployment`; elsewhere the section that the stack writes picks it.
    private func provider(of kind: ArtifactKind, for stack: Stack) throws -> any StepProvider {
        let candidates = providers.filter { $0.descriptor.provides == kind }
        if kind == .deployment { return try target(of: stack, among: candidates) }
        let own = candidates.filter { $0.descriptor.sections.contains { stack.written.contains($0.name) } }
        let written = own.isEmpty ? candidates.filter { Self.isWritten($0.descriptor, in: stack) } : own
        if written.count > 1 { throw ambiguous(kind, written, stack) }
        if let only = written.first { return only }
        let willing = candidates.filter { $0.descriptor.isAlways || !$0.descriptor.needsSection }
        guard willing.count == 1, let only = willing.first else { throw missing(kind, candidates, stack) }
        return only
    }

    private func target(of stack: Stack, among candidates: [any StepProvider]) throws -> any StepProvider {
        let name = stack.facts.target
        if let target = candidates.first(where: { $0.descriptor.name == name }) { return target }
        let known = candidates.map(\.descriptor.name)
        let near = Suggestion.nearest(to: name, among: known).map { "did you mean `\($0)`?" }
        throw Diagnostic(
            "plan.no-provider", "stack `\(stack.name)` has the target `\(name)`, but no plugin of that name deploys",
            at: stack.place,
            help: near
                ?? (known.isEmpty ? "no plugin provides a deployment" : "known: \(known.joined(separator: ", "))")
        )
    }

    static func isWritten(_ descriptor: PluginDescriptor, in stack: Stack) -> Bool {
        descriptor.sections.contains { stack.sections[$0.name] != nil }
    }

    private func ambiguous(_ kind: ArtifactKind, _ candidates: [any StepProvider], _ stack: Stack) -> Diagnostic {
        let sections = candidates.map { "`\($0.descriptor.sections.first?.name ?? $0.descriptor.name):`" }.joined(
            separator: " and ")
        return Diagnostic(
            "plan.ambiguous", "stack `\(stack.name)` writes \(sections), and each provides the \(kind)",
            at: stack.place,
            help: "keep one of them"
        )
    }

    private func missing(_ kind: ArtifactKind, _ candidates: [any StepProvider], _ stack: Stack) -> Diagnostic {
        let sections = candidates.compactMap { $0.descriptor.sections.first.map { "`\($0.name):`" } }
        return Diagnostic(
            "plan.no-provider", "stack `\(stack.name)` needs a `\(kind)`, and writes no section that provides it",
            at: stack.place,
            help: sections.isEmpty ? "no plugin provides `\(kind)`" : "write \(sections.joined(separator: " or "))"
        )
    }
}

extension PluginDescriptor {
    /// True when the plugin can do nothing for a stack that writes none of its sections.
    var needsSection: Bool { sections.contains { $0.schema.canonical(nil) == nil } }
}

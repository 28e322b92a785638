/// Puts the steps of families at their places on a stack's route.
///
/// Each stands at one kind, which the route makes or another of them: so they are trees that grow on the route, unless
/// some stand around each other in a circle.
struct Weaving {
    private let plain: Route
    private let stack: Stack
    /// By what they make, in the order of the text.
    private let members: [FamilyMember]
    private let byKind: [ArtifactKind: FamilyMember]
    /// What the plain steps need, by what they make.
    private let needs: [ArtifactKind: [ArtifactKind]]

    init(_ route: Route, _ members: [FamilyMember], _ stack: Stack) {
        plain = route
        self.stack = stack
        self.members = members
        byKind = Dictionary(members.map { ($0.kind, $0) }) { first, _ in first }
        let descriptors = route.steps.map(\.descriptor)
        needs = Dictionary(descriptors.map { ($0.provides, $0.needs) }) { first, _ in first }
    }

    var route: Route {
        var woven = Route(steps: [], awaits: plain.awaits)
        for step in plain.steps { add(step.descriptor.provides, step, to: &woven) }
        return woven
    }

    /// A step, between those that stand before and after what it makes.
    private func add(_ kind: ArtifactKind, _ step: any StepProvider, to route: inout Route) {
        for member in members where member.anchor == .before(kind) {
            add(member, to: &route)
            route.awaits[kind, default: []].append(member.kind)
        }
        route.steps.append(step)
        for member in members where member.anchor == .after(kind) { add(member, to: &route) }
    }

    private func add(_ member: FamilyMember, to route: inout Route) {
        add(member.kind, member.provider(needing: foundations(of: member.kind)), to: &route)
    }

    /// All that is there when a kind is about to be made, and that it comes from.
    private func foundations(of kind: ArtifactKind) -> [ArtifactKind] {
        var found: [ArtifactKind] = []
        func add(_ kinds: [ArtifactKind]) { found += kinds.filter { !found.contains($0) } }
        switch byKind[kind]?.anchor {
        case .before(let next): add(foundations(of: next))
        case .after(let earlier): add(foundations(of: earlier) + [earlier])
        case nil: for need in needs[kind] ?? [] { add(foundations(of: need) + [need]) }
        }
        return found
    }
}

extension Weaving {
    /// - Parameter known: every kind that some plugin provides.
    /// - Throws: ``Diagnostics``.
    func check(known: [ArtifactKind]) throws {
        let strays = members.filter { needs[$0.anchor.kind] == nil && byKind[$0.anchor.kind] == nil }
        var problems = strays.map { stray($0, known: Set(known)) }
        if problems.isEmpty, let first = members.first(where: { circle(from: $0) != nil }) {
            problems = [circular(first)]
        }
        guard problems.isEmpty else { throw Diagnostics(problems) }
    }

    private func stray(_ member: FamilyMember, known: Set<ArtifactKind>) -> Diagnostic {
        let kind = member.anchor.kind
        let place = stack.place(of: member.pointer)
        let made = plain.steps.map(\.descriptor.provides.rawValue) + members.map(\.kind.rawValue)
        let list = "stack `\(stack.name)` makes: \(made.joined(separator: ", "))"
        guard !known.contains(kind) else {
            return Diagnostic("plan.not-made", "stack `\(stack.name)` never makes a `\(kind)`", at: place, help: list)
        }
        let near = Suggestion.nearest(to: kind.rawValue, among: made + known.map(\.rawValue).sorted())
        return Diagnostic(
            "plan.unknown-kind", "there is no artifact `\(kind)`", at: place,
            help: near.map { "did you mean `\($0)`?" } ?? list)
    }

    /// The members on the way from one to itself; nil when the way leads to the route.
    private func circle(from member: FamilyMember) -> [FamilyMember]? {
        var way = [member]
        while let next = byKind[way[way.count - 1].anchor.kind] {
            if next.kind == member.kind { return way }
            // A circle that it leads to, but does not belong to.
            if way.contains(where: { $0.kind == next.kind }) { return nil }
            way.append(next)
        }
        return nil
    }

    private func circular(_ member: FamilyMember) -> Diagnostic {
        let way = circle(from: member) ?? []
        let words = way.map { member in
            switch member.anchor {
            case .before(let kind): "`\(member.kind)` before `\(kind)`"
            case .after(let kind): "`\(member.kind)` after `\(kind)`"
            }
        }
        return Diagnostic(
            "plan.cycle", "these steps stand in a circle: \(words.joined(separator: ", "))",
            at: stack.place(of: member.pointer), help: "one of them has to stand at an artifact of the stack")
    }
}

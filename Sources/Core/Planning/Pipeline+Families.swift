extension Pipeline {
    /// The route with the steps that families have in the stack, each at its place.
    ///
    /// - Parameter isWhole: true when the route makes all that the stack ever makes. Else a step that stands at what is
    ///   not on the route is left out.
    /// - Throws: ``Diagnostics`` `plan.unknown-kind`, `plan.not-made` or `plan.cycle`, placed where the step's place is
    ///   written.
    func woven(_ route: Route, of stack: Stack, isWhole: Bool) throws -> Route {
        guard hasFamilies(stack) else { return route }
        let weaving = Weaving(route, try members(of: stack), stack)
        if isWhole { try weaving.check(known: descriptors.map(\.provides)) }
        return weaving.route
    }

    private func hasFamilies(_ stack: Stack) -> Bool { familySections.contains { stack.sections[$0] != nil } }

    /// In the order of the text.
    private func members(of stack: Stack) throws -> [FamilyMember] {
        do {
            return try families.filter { Self.isWritten($0.descriptor, in: stack) }.flatMap { family in
                let members = try family.members(
                    of: sections(for: family.descriptor, of: stack), in: stack.facts)
                return members.sorted { Self.order($0, in: stack).lexicographicallyPrecedes(Self.order($1, in: stack)) }
            }
        } catch {
            let placed = Diagnostics.from(error).map { stack.placing($0) }
            throw Diagnostics(
                placed.sorted { lhs, rhs in
                    lhs.place.flatMap { left in rhs.place.map { left.start < $0.start } } ?? false
                })
        }
    }

    /// The numbers of the keys on the way to where a member is written.
    private static func order(_ member: FamilyMember, in stack: Stack) -> [Int] {
        let tokens = member.pointer.split(separator: "/").map(String.init)
        var node = tokens.first.flatMap { stack.sections[$0] }
        return tokens.dropFirst().map { token in
            let place = node?.members?.firstIndex { $0.key == token }
            node = place.flatMap { node?.members?[$0].value }
            return place ?? .max
        }
    }
}

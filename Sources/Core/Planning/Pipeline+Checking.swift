extension Pipeline {
    /// What the plugins themselves find wrong with stacks whose sections their schemas accept, with places.
    ///
    /// - Throws: ``Diagnostics`` when a stack's pipeline does not fit together.
    public func check(_ stacks: [Stack]) async throws -> [Diagnostic] {
        var found: [Diagnostic] = []
        var routes = Routes(self, goal: .everything)
        for stack in stacks {
            do {
                for provider in try routes.steps(for: stack) {
                    let counting = try sections(for: provider.descriptor, of: stack)
                    let sections = sections(counting, withHintsFor: provider.descriptor, of: stack)
                    found += try await provider.check(sections, in: stack.facts).map { stack.placing($0) }
                }
            } catch {
                // It may be well the next time.
                Trace.current?.abandon()
                found += Diagnostics.from(error)
            }
        }
        return Self.unique(found)
    }

    /// A mistake in `defaults` is found once for every stack, and told once.
    private static func unique(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return diagnostics.filter { seen.insert($0).inserted }
    }
}

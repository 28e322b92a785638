extension Pipeline {
    /// What the plugins themselves find wrong with stacks whose sections their schemas accept, with places.
    ///
    /// - Throws: ``Diagnostics`` when a stack's pipeline does not fit together.
    public func check(_ stacks: [Stack]) async throws -> [Diagnostic] {
        var routes = Routes(self, goal: .everything)
        let found = await withTaskGroup(of: (Int, [Diagnostic]).self) { group in
            var found = [[Diagnostic]](repeating: [], count: stacks.count)
            for (index, stack) in stacks.enumerated() {
                if index >= Self.checksAtOnce, let (done, problems) = await group.next() { found[done] = problems }
                let steps = Result { try routes.route(for: stack).steps }
                group.addTask { (index, await self.check(stack, steps)) }
            }
            for await (done, problems) in group { found[done] = problems }
            return found
        }
        return Self.unique(found.flatMap(\.self))
    }

    /// Enough to keep every processor and every program busy.
    private static let checksAtOnce = 16

    private func check(_ stack: Stack, _ steps: Result<[any StepProvider], any Error>) async -> [Diagnostic] {
        var found: [Diagnostic] = []
        do {
            for provider in try steps.get() {
                let counting = try sections(for: provider.descriptor, of: stack)
                let sections = sections(counting, withHintsFor: provider.descriptor, of: stack)
                found += try await provider.check(sections, in: stack.facts).map { stack.placing($0) }
            }
        } catch {
            // It may be well the next time.
            Trace.current?.abandon()
            found += Diagnostics.from(error)
        }
        return found
    }

    /// A mistake in `defaults` is found once for every stack, and told once.
    private static func unique(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return diagnostics.filter { seen.insert($0).inserted }
    }
}

extension Pipeline {
    /// What the plugins themselves find wrong with stacks whose sections their schemas accept, with places.
    ///
    /// - Throws: ``Diagnostics`` when a stack's pipeline does not fit together.
    public func check(_ stacks: [Stack]) async throws -> [Diagnostic] {
        let checks = checks(of: stacks)
        let pace = Pace.current
        func tell(_ done: Int) { pace?.tell(.checking, done * stacks.count / max(1, checks.count), of: stacks.count) }
        let found = await withTaskGroup(of: (Int, [Diagnostic]).self) { group in
            var found = [[Diagnostic]](repeating: [], count: checks.count)
            for (index, check) in checks.enumerated() {
                if index >= Self.checksAtOnce, let (done, problems) = await group.next() { found[done] = problems }
                tell(max(0, index - Self.checksAtOnce))
                group.addTask { (index, await self.problems(of: check)) }
            }
            for await (done, problems) in group { found[done] = problems }
            tell(checks.count)
            return found
        }
        return Self.unique(found.flatMap(\.self))
    }

    /// Enough to keep every processor and every program busy.
    private static let checksAtOnce = 16

    /// One plugin and one stack, or why the stack has no plugins.
    private struct Check: Sendable {
        var stack: Stack
        var provider: Result<any StepProvider, any Error>
    }

    private func checks(of stacks: [Stack]) -> [Check] {
        var routes = Routes(self, goal: .everything)
        return stacks.flatMap { stack in
            do {
                return try routes.route(for: stack).steps.map { Check(stack: stack, provider: .success($0)) }
            } catch {
                // Where only a family's steps stand badly, the others are looked at all the same.
                let others = (try? plainRoute(for: stack, goal: .everything))?.steps ?? []
                return [Check(stack: stack, provider: .failure(error))]
                    + others.map { Check(stack: stack, provider: .success($0)) }
            }
        }
    }

    private func problems(of check: Check) async -> [Diagnostic] {
        do {
            let (provider, stack) = (try check.provider.get(), check.stack)
            let counting = try sections(for: provider.descriptor, of: stack)
            let sections = sections(counting, withHintsFor: provider.descriptor, of: stack)
            return try await provider.check(sections, in: stack.facts).map { stack.placing($0) }
        } catch {
            // It may be well the next time.
            Trace.current?.abandon()
            return Diagnostics.from(error)
        }
    }

    /// A mistake in `defaults`, or the crash of a program, is found once for every stack, and told once with all that
    /// belongs to it.
    private static func unique(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var told: [Diagnostic] = []
        var indices: [Story: Int] = [:]
        for diagnostic in diagnostics {
            if let index = indices[Story(diagnostic)] {
                let new = diagnostic.related.filter { !told[index].related.contains($0) }
                told[index].related += new
            } else {
                indices[Story(diagnostic)] = told.count
                told.append(diagnostic)
            }
        }
        return told
    }

    /// What makes two diagnostics one.
    private struct Story: Hashable {
        let code: String
        let message: String
        let place: Place?

        init(_ diagnostic: Diagnostic) {
            (code, message, place) = (diagnostic.code, diagnostic.message, diagnostic.place)
        }
    }
}

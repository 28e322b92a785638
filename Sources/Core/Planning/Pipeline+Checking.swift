extension Pipeline {
    /// What the plugins themselves find wrong with stacks whose sections their schemas accept, with places; a stack whose
    /// pipeline does not fit together is wrong as well.
    public func check(_ stacks: [Stack]) async -> [Diagnostic] {
        let stream = AsyncStream { stream in
            for stack in stacks { stream.yield(stack) }
            stream.finish()
        }
        return await check(stream) { stacks.count }
    }

    /// The same for stacks as they come: who asks programs has time to find more of them meanwhile.
    ///
    /// - Parameter count: how many have come so far, for those who wait.
    public func check(
        _ stacks: AsyncStream<Stack>, count: @escaping @Sendable () -> Int
    ) async -> [Diagnostic] {
        var (routes, tally) = (Routes(self, goal: .everything), Tally(count: count))
        return await withTaskGroup(of: (Int, [Diagnostic]).self) { group in
            for await stack in stacks {
                tally.stacks += 1
                for check in checks(of: stack, &routes) {
                    if tally.underWay == Self.checksAtOnce, let done = await group.next() { tally.take(done) }
                    let index = tally.begin()
                    group.addTask { (index, await self.problems(of: check)) }
                }
            }
            for await done in group { tally.take(done) }
            return Self.unique(tally.found.flatMap(\.self))
        }
    }

    /// What checks have found so far, in the order in which they were begun.
    private struct Tally {
        /// How many stacks have come, of which so many are looked at.
        let count: @Sendable () -> Int
        var stacks = 0
        private(set) var found: [[Diagnostic]] = []
        private(set) var underWay = 0
        private let pace = Pace.current

        init(count: @escaping @Sendable () -> Int) { self.count = count }

        /// - Returns: the number of the check that begins.
        mutating func begin() -> Int {
            underWay += 1
            found.append([])
            return found.count - 1
        }

        mutating func take(_ done: (index: Int, problems: [Diagnostic])) {
            found[done.index] = done.problems
            underWay -= 1
            pace?.tell(.checking, (found.count - underWay) * stacks / found.count, of: max(stacks, count()))
        }
    }

    /// Enough to keep every processor and every program busy.
    private static let checksAtOnce = 16

    /// One plugin and one stack, or why the stack has no plugins.
    private struct Check: Sendable {
        var stack: Stack
        var provider: Result<any StepProvider, any Error>
        /// True for a plugin that has no step in the stack.
        var isUnused = false
    }

    private func checks(of stack: Stack, _ routes: inout Routes) -> [Check] {
        do {
            let steps = try routes.route(for: stack).steps
            return steps.map { Check(stack: stack, provider: .success($0)) }
                + unused(by: stack, besides: steps).map { Check(stack: stack, provider: .success($0), isUnused: true) }
        } catch {
            // Where only a family's steps stand badly, the others are looked at all the same.
            let others = (try? plainRoute(for: stack, goal: .everything))?.steps ?? []
            return [Check(stack: stack, provider: .failure(error))]
                + others.map { Check(stack: stack, provider: .success($0)) }
        }
    }

    private func problems(of check: Check) async -> [Diagnostic] {
        do {
            let (provider, stack) = (try check.provider.get(), check.stack)
            let counting = try sections(for: provider.descriptor, of: stack)
            let sections = sections(counting, withHintsFor: provider.descriptor, of: stack)
            let found = try await provider.check(sections, in: stack.facts)
            let told = check.isUnused ? mistakes(in: found, ofUnused: provider.descriptor) : found
            return told.map { stack.placing($0) }
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

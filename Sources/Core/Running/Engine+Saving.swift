extension Engine {
    /// A saved plan, and the file it came from.
    public struct Approval: Sendable {
        public var plan: SavedPlan
        /// As the user wrote it.
        public var name: String

        public init(_ plan: SavedPlan, name: String) {
            self.plan = plan
            self.name = name
        }
    }

    /// A plan that looks at everything it rests on, local files that nobody has read yet included, and the same to be
    /// written down.
    ///
    /// - Throws: ``Diagnostic`` `plan.secret` when `--set` holds a secret, which no file may hold.
    public func savablePlan(
        _ stacks: [Stack], choice: SavedPlan.Choice, options: Options, events: EventStream = EventStream([])
    ) async throws -> (Plan, SavedPlan) {
        let found =
            choice.isRefreshed
            ? try await endingProviders { try await self.drift(of: stacks, goal: .everything, options, events) }
            : Drift()
        let planner = planner(knowing: found, isThorough: true)
        let plan = try planned(stacks, by: planner, goal: .everything)
        try refuseSecrets(choice.overrides, plan)
        let salt = String(UInt64.random(in: 0 ... .max), radix: 36)
        return (plan, SavedPlan(plan, pipeline, choice: choice, salt: salt))
    }

    /// - Throws: ``Diagnostic`` `plan.moved` when the plan is not the approved one.
    func check(_ plan: Plan, _ approval: Approval?) throws {
        guard let approval else { return }
        let saved = approval.plan
        try saved.check(SavedPlan(plan, pipeline, choice: saved.choice, salt: saved.salt), name: approval.name)
    }

    private func refuseSecrets(_ overrides: [String], _ plan: Plan) throws {
        guard !overrides.isEmpty else { return }
        let components = plan.stacks.flatMap(\.steps).flatMap { ($0.fingerprint ?? $0.partial)?.components ?? [:] }
        let secrets = components.filter { pipeline.isSecret($0.key, $0.value) }
        for override in overrides {
            let value = override.split(separator: "=", maxSplits: 1).last.map(String.init) ?? ""
            let isSecret = secrets.contains { secret in
                (try? JSON(parsing: secret.value))?.string.map { !$0.isEmpty && value.contains($0) } ?? false
            }
            guard isSecret else { continue }
            throw Diagnostic(
                "plan.secret",
                "`--set \(override.prefix { $0 != "=" })` sets a secret, and a saved plan holds none",
                help: "write `${env:NAME}` in its place, in quotes")
        }
    }
}

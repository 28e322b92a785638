extension Engine {
    /// What a run would do, when the world is asked first whether what stands is as it was left. Takes no lock, writes
    /// nothing.
    ///
    /// - Throws: ``Diagnostics`` also for what could not be asked.
    public func refreshedPlan(
        _ stacks: [Stack], goal: Goal, asked: Set<ArtifactKind> = [], options: Options, events: EventStream
    ) async throws -> Plan {
        try await endingProviders {
            let drift = try await drift(of: stacks, goal: goal, options, events)
            return try planned(stacks, by: planner(knowing: drift), goal: goal, asked: asked)
        }
    }

    func drift(of stacks: [Stack], goal: Goal, _ options: Options, _ events: EventStream) async throws -> Drift {
        let snapshot = try snapshot()
        return try await looking(options) { site in
            let inspection = Inspection(site: site, limits: options.limits, events: events)
            return try await inspection.drift(of: Inspection.questions(stacks, goal, snapshot, pipeline))
        }
    }

    /// Lends a site for steps that only look.
    func looking<Value>(_ options: Options, _ body: (Runner.Site) async throws -> Value) async throws -> Value {
        let folder = "\(temporaryFolder)/recua-look-\(UInt64.random(in: 0 ... .max))"
        defer { try? Files.remove(folder) }
        var site = site(options)
        site.lookFolder = folder
        return try await body(site)
    }
}

/// What a plan comes to, all stacks together.
public struct PlanTotals: Sendable, Hashable {
    /// How much of one verb. What several stacks ask for is counted once.
    public struct Amount: Sendable, Hashable {
        public var verb: Forecast.Verb
        /// Forecasts that will come true.
        public var certain = 0
        /// Forecasts of steps that may find, when their turn comes, that nothing has changed for them.
        public var possible = 0
        /// Of all of them together, as far as it is known.
        public var bytes: Int64 = 0
        /// How many of them move bytes of which nobody knows how many.
        public var unsized = 0

        public var count: Int { certain + possible }
    }

    /// Stacks with something to do.
    public var changing = 0
    /// Stacks without.
    public var fresh = 0
    /// One for each verb that occurs but `run`, in the order of ``Forecast/Verb``.
    public var amounts: [Amount] = []

    /// Counts what a plan foresees.
    public init(of plan: Plan) {
        // Of a thousand stacks nearly all are fresh, and have nothing to add.
        let stale = plan.stacks.filter { !$0.isFresh }
        changing = stale.count
        fresh = plan.stacks.count - changing
        var tally = Tally()
        for isCertain in [true, false] {
            for step in stale.lazy.flatMap(\.steps) where step.isCertain == isCertain {
                tally.add(step.forecasts, isCertain: isCertain)
            }
        }
        amounts = tally.amounts
    }
}

/// Adds up, each thing once.
private struct Tally {
    private var seen: [Forecast.Verb: Set<String>] = [:]
    private var byVerb: [Forecast.Verb: PlanTotals.Amount] = [:]

    var amounts: [PlanTotals.Amount] { Forecast.Verb.allCases.compactMap { byVerb[$0] } }

    mutating func add(_ forecasts: [Forecast], isCertain: Bool) {
        for forecast in forecasts where forecast.verb != .run && isNew(forecast) {
            byVerb[forecast.verb, default: PlanTotals.Amount(verb: forecast.verb)].add(forecast, isCertain: isCertain)
        }
    }

    private mutating func isNew(_ forecast: Forecast) -> Bool {
        guard let identity = forecast.identity else { return true }
        return seen[forecast.verb, default: []].insert(identity).inserted
    }
}

extension PlanTotals.Amount {
    fileprivate mutating func add(_ forecast: Forecast, isCertain: Bool) {
        if isCertain { certain += 1 } else { possible += 1 }
        // A plugin may forecast any number.
        guard let size = forecast.bytes else { return unsized += 1 }
        let (sum, isTooMuch) = bytes.addingReportingOverflow(size)
        bytes = isTooMuch ? .max : sum
    }
}

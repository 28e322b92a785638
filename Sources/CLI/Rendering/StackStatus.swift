import RecuaCore

/// What is known of a stack's deployment.
struct StackStatus {
    enum State: String {
        case up, down, deploying, removing, gone, failed, cancelled, unknown
    }

    let name: String
    /// Nil where another manifest may have the stack, and that cannot be told.
    let isDeclared: Bool?
    let state: State
    let deployment: Deployment?
    let report: Report?
    /// When `recua adopt` found the deployment, RFC 3339; nil for one that a run made.
    let adopted: String?
    /// The taking down of the deployment that has not ended well, or is under way.
    let removal: StepRecord?
    /// True when nobody has looked for the deployment since the ledger was brought back.
    let isRestored: Bool
    /// The steps whose last try failed and that still count, by plugin, those that could not be taken down included.
    let failures: [String: PastFailure]

    /// One status for each deployment of a stack, the newest first: it may stand on this machine and in the cloud at once.
    /// One without a deployment when there is none.
    ///
    /// - Parameters:
    ///   - failures: how the last tries of its steps ended that did not end well, by plugin.
    ///   - atWork: the steps that run now, as `stack/plugin`.
    static func all(
        of name: String, isDeclared: Bool?, _ snapshot: LedgerSnapshot, failures: [String: PastFailure] = [:],
        atWork: Set<String> = []
    ) -> [StackStatus] {
        let deployments = snapshot.records(of: name).reversed().compactMap { record in
            record.kind == .deployment ? try? record.artifact?.decode(Deployment.self) : nil
        }
        guard !deployments.isEmpty else {
            return [StackStatus(name: name, isDeclared: isDeclared, nil, snapshot, failures, atWork)]
        }
        return deployments.map {
            StackStatus(name: name, isDeclared: isDeclared, $0, snapshot, failures, atWork)
        }
    }

    private init(
        name: String, isDeclared: Bool?, _ deployment: Deployment?, _ snapshot: LedgerSnapshot,
        _ failures: [String: PastFailure], _ atWork: Set<String>
    ) {
        self.name = name
        self.isDeclared = isDeclared
        self.deployment = deployment
        let reports = snapshot.records(of: name).compactMap { record in
            record.kind == .report ? try? record.artifact?.decode(Report.self) : nil
        }
        report = reports.last { $0.url == deployment?.url }
        let record = snapshot.records(of: name).last { record in
            record.kind == .deployment && record.artifact?["url"]?.string == deployment?.url
        }
        adopted = record.flatMap { $0.isAdopted ? $0.ended : nil }
        let tries = snapshot.attempts(of: name)
        let changes = tries.filter { $0.kind == .deployment }
        let attempt = changes.first { $0.plugin == record?.plugin } ?? changes.first
        removal = attempt.flatMap { $0.isRemoval && [nil, $0.plugin].contains(record?.plugin) ? $0 : nil }
        isRestored = attempt?.isRestored == true
        // What is said of a deployment that is gone is of no interest, nor is what one stands on that is there.
        let counting = failures.filter { _, failure in
            failure.error != nil
                && (deployment == nil ? !failure.saysOfDeployment : !Self.foundations.contains(failure.kind))
        }
        let kept = tries.filter { $0.isRemoval && $0.status == .failed }
            .compactMap { attempt in PastFailure(attempt).map { (attempt.plugin, $0) } }
        self.failures = counting.merging(kept) { _, kept in kept }
        if let removal {
            let isAtWork = atWork.contains("\(name)/\(removal.plugin)")
            // One that has ended is gone on from by an `up`: a `down` begins another one.
            state = !isAtWork ? .unknown : removal.status == .begun ? .removing : .deploying
        } else if let attempt, deployment == nil || attempt.plugin == record?.plugin && attempt.status != .failed {
            // Of a try that failed is told beside what it has left standing.
            state = atWork.contains("\(name)/\(attempt.plugin)") ? .deploying : Self.state(after: attempt)
        } else if let deployment {
            state = deployment.process.map(\.isAlive) ?? true ? .up : .gone
        } else {
            state = self.failures.isEmpty ? .down : .failed
        }
    }

    private static let foundations: Set<ArtifactKind> = [.model, .image, .published, .template]

    private static func state(after attempt: StepRecord) -> State {
        switch attempt.status {
        case .begun: .unknown
        case .cancelled: .cancelled
        case .failed, .done, .destroyed: .failed
        }
    }

    var json: JSON {
        [
            "name": .string(name), "state": .string(state.rawValue), "declared": isDeclared.map { .bool($0) } ?? .null,
            "adopted": adopted.map { .string($0) } ?? .null,
            "deployment": deployment.flatMap { try? JSON(encoding: $0) } ?? .null,
            "report": report.flatMap { try? JSON(encoding: $0) } ?? .null,
            "failures": .array(failures.sorted { $0.key < $1.key }.map { $1.json(of: $0) }),
        ]
    }

    static func table(_ states: [StackStatus], _ style: TextStyle, width: Int? = nil) -> String {
        guard !states.isEmpty else { return "the manifest declares no stacks" }
        var table = Table()
        table.add([
            .init("STACK", .dim), .init("STATE", .dim), .init("TARGET", .dim), .init("SMOKE", .dim), .init("URL", .dim),
        ])
        for state in states {
            table.add([
                .init(state.name, .bold), .init(state.word, state.color), .init(state.deployment?.target ?? "–"),
                .init(state.smoke), .init(state.place),
            ])
        }
        return table.text(style, width: width)
    }

    private var word: String {
        guard let isDeclared else { return "\(state.rawValue), perhaps not in any manifest" }
        return isDeclared ? state.rawValue : "\(state.rawValue), not in the manifest"
    }

    private var color: TextStyle.Color {
        switch state {
        case .up: isDeclared == true ? .green : .yellow
        case .down: .dim
        case .deploying, .removing, .gone, .cancelled, .unknown: .yellow
        case .failed: .red
        }
    }

    private var smoke: String {
        if failures.values.contains(where: { $0.kind == .report }) { return "failed" }
        guard let report else { return "–" }
        return "\(report.cases.filter(\.passed).count)/\(report.cases.count)"
    }

    private var place: String {
        switch state {
        case .up: (deployment?.url ?? "") + (deployment?.warning.map { " (\($0))" } ?? "") + failureText
        case .gone: "its process is gone; \(advice("starts it again"))"
        case .unknown where removal != nil: former + removalText
        case .unknown where isRestored: former + "\(StepRecord.restored); \(advice("looks what became of it"))"
        case .unknown: former + "a deployment was interrupted; \(advice("looks what became of it"))"
        case .cancelled: former + "the last deployment was cancelled; \(advice("begins it again"))"
        case .failed where !failures.isEmpty: String(failureText.dropFirst(2))
        case .failed: "the last deployment failed; \(advice("tries again"))"
        case .deploying, .removing: former + "a run is at work on it"
        case .down: ""
        }
    }

    /// Where it answered before somebody began to change it.
    private var former: String { deployment.map { "\($0.url); " } ?? "" }

    /// ``taking it down was cut off in run 3: see `recua history 3`; `recua up chat` looks what is left of it, …``
    private var removalText: String {
        guard let removal else { return "" }
        let fate =
            "taking it down \(ReasonText.ending(of: removal)) in run \(removal.run): see `recua history \(removal.run)`"
        let goesOn = isDeclared == true ? ", `recua down \(name)` goes on" : ""
        return "\(fate); \(advice("looks what is left of it"))\(goesOn)"
    }

    /// `; smoke failed in run 3: see `recua history 3``
    private var failureText: String {
        failures.sorted { $0.key < $1.key }.map { plugin, failure in
            "; \(plugin) \(failure): see `recua history \(failure.run)`"
        }.joined()
    }

    /// What to type: a stack that is not in the manifest can only be taken down.
    private func advice(_ purpose: String) -> String {
        guard let isDeclared else { return "which manifest has it cannot be told" }
        return isDeclared ? "`recua up \(name)` \(purpose)" : "`recua down --orphans \(name)` takes down what is left"
    }
}

extension PastFailure {
    fileprivate func json(of plugin: String) -> JSON {
        [
            "plugin": .string(plugin), "kind": .string(kind.rawValue), "run": .integer(run),
            "time": time.map { .string($0) } ?? .null, "error": error.map { .string($0) } ?? .null,
        ]
    }
}

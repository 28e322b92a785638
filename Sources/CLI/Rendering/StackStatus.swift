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
    /// The folder of the manifest that its process was started for, when this project was moved from there, or is a
    /// copy.
    let elsewhere: String?
    /// When `recua adopt` found the deployment, RFC 3339; nil for one that a run made.
    let adopted: String?
    /// The taking down of the deployment that has not ended well, or is under way.
    let removal: StepRecord?
    /// The takings down of its other effects that have not ended well.
    let otherRemovals: [StepRecord]
    /// True when nobody has looked for the deployment since the ledger was brought back.
    let isRestored: Bool
    /// The steps whose last try failed and that still count, by plugin, those that could not be taken down included.
    let failures: [String: PastFailure]

    /// One status for each deployment of a stack, the newest first: it may stand on this machine and in the cloud at once.
    /// One without a deployment when there is none.
    ///
    /// - Parameters:
    ///   - folder: the manifest's.
    ///   - failures: how the last tries of its steps ended that did not end well, by plugin.
    ///   - atWork: the steps that run now, as `stack/plugin`.
    static func all(
        of name: String, isDeclared: Bool?, _ snapshot: LedgerSnapshot, folder: String? = nil,
        failures: [String: PastFailure] = [:], atWork: Set<String> = []
    ) -> [StackStatus] {
        let deployments = snapshot.records(of: name).reversed().compactMap { record in
            record.kind == .deployment ? try? record.artifact?.decode(Deployment.self) : nil
        }
        guard !deployments.isEmpty else {
            return [StackStatus(name: name, isDeclared: isDeclared, nil, snapshot, folder, failures, atWork)]
        }
        return deployments.map {
            StackStatus(name: name, isDeclared: isDeclared, $0, snapshot, folder, failures, atWork)
        }
    }

    private init(
        name: String, isDeclared: Bool?, _ deployment: Deployment?, _ snapshot: LedgerSnapshot, _ folder: String?,
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
        // What left the manifest may have been another manifest's.
        let isOfThisManifest = isDeclared == true && deployment?.process != nil
        elsewhere = isOfThisManifest ? folder.flatMap { record?.facts.folder(unless: $0) } : nil
        adopted = record.flatMap { $0.isAdopted ? $0.ended : nil }
        let tries = snapshot.attempts(of: name)
        let changes = tries.filter { $0.kind == .deployment }
        let attempt = changes.first { $0.plugin == record?.plugin } ?? changes.first
        removal = attempt.flatMap { $0.isRemoval && [nil, $0.plugin].contains(record?.plugin) ? $0 : nil }
        isRestored = attempt?.isRestored == true
        otherRemovals = tries.filter {
            $0.kind != .deployment && $0.isRemoval && !atWork.contains("\(name)/\($0.plugin)")
        }
        // What is said of a deployment that is gone is of no interest, nor is what one stands on that is there.
        let counting = failures.filter { _, failure in
            failure.error != nil
                && (deployment == nil ? !failure.saysOfDeployment : !Self.foundations.contains(failure.kind))
        }
        // What a try of an effect has left counts until somebody has looked after it, whatever stands beside it.
        let ofEffects = tries.filter { $0.status == .failed }
            .compactMap { attempt in PastFailure(attempt).map { (attempt.plugin, $0) } }
        self.failures = counting.merging(ofEffects) { _, ofEffect in ofEffect }
        if let removal {
            let isAtWork = atWork.contains("\(name)/\(removal.plugin)")
            // One that has ended is gone on from by an `up`: a `down` begins another one.
            state = !isAtWork ? .unknown : removal.status == .begun ? .removing : .deploying
        } else if let attempt, deployment == nil || attempt.plugin == record?.plugin && attempt.status != .failed {
            // A try that failed is among the failures, which are told beside what it has left standing.
            state = atWork.contains("\(name)/\(attempt.plugin)") ? .deploying : Self.state(after: attempt)
        } else if let deployment {
            state = deployment.process.map(\.isAlive) ?? true ? .up : .gone
        } else {
            // What could not be taken down is told, and is no try to deploy.
            let removed = Set(otherRemovals.map(\.plugin))
            state = self.failures.keys.allSatisfy(removed.contains) ? .down : .failed
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
            "adopted": adopted.map { .string($0) } ?? .null, "elsewhere": elsewhere.map { .string($0) } ?? .null,
            "deployment": deployment.flatMap { try? JSON(encoding: $0) } ?? .null,
            "report": report.flatMap { try? JSON(encoding: $0) } ?? .null,
            "failures": .array(failures.sorted { $0.key < $1.key }.map { $1.json(of: $0) }),
            "removals": .array(((removal.map { [$0] } ?? []) + otherRemovals).map(Self.json)),
        ]
    }

    private static func json(of removal: StepRecord) -> JSON {
        [
            "plugin": .string(removal.plugin), "kind": .string(removal.kind.rawValue), "run": .integer(removal.run),
            "status": .string(removal.status.rawValue),
        ]
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

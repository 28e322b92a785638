extension StepRecord {
    /// The record of a step that is about to run. It keeps the token of a try that did not end well, so that what the
    /// try left behind is found and replaced.
    init(_ step: Plan.Step, in stack: Stack, run: Int64, at time: String) {
        let fingerprint = step.fingerprint ?? Fingerprint(components: [:])
        let reasons = if case .stale(let reasons) = step.state { reasons.map(\.description) } else { [String]() }
        self.init(
            id: 0, run: run, stack: stack.name, plugin: step.name, kind: step.kind, status: .begun,
            isEffect: step.provider.descriptor.work == .effect,
            token: step.attempt?.token ?? String(format16: UInt64.random(in: 0 ... .max)), fingerprint: fingerprint,
            sections: step.sections, facts: stack.facts, artifact: nil, error: nil, started: time, ended: nil,
            reasons: reasons
        )
    }

    /// The same record as it ended well.
    ///
    /// - Parameter fingerprint: the one that is known by then, if it was not before.
    func ended(_ status: Status, artifact: JSON?, fingerprint: Fingerprint? = nil) -> StepRecord {
        var copy = self
        copy.fingerprint = fingerprint ?? self.fingerprint
        copy.status = status
        copy.artifact = artifact
        copy.ended = Timestamp.now()
        return copy
    }

    /// The same record as it ended badly. Whatever a step throws once it has been cancelled comes from that.
    func ended(_ error: any Error, redactor: Redactor) -> StepRecord {
        let wasCancelled = error is CancellationError || Task.isCancelled
        var copy = ended(wasCancelled ? .cancelled : .failed, artifact: nil)
        copy.error = redactor.redact(Diagnostics.from(error).map(\.message).joined(separator: "; "))
        return copy
    }
}

extension String {
    /// Sixteen hexadecimal digits.
    fileprivate init(format16 value: UInt64) {
        let hex = String(value, radix: 16)
        self = String(repeating: "0", count: 16 - hex.count) + hex
    }
}

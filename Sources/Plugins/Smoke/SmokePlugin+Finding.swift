public import RecuaCore

/// A report outlives the ledger that names it: of the same questions to the same deployment it says the same.
extension SmokePlugin {
    public func find(_ step: Step<Sections, Needs<Deployment>>) async throws -> Observation<Report> {
        guard let fingerprint = step.fingerprint, let kept = step.host.store.record("reports", fingerprint),
            let report = try? kept.decode(Report.self), report.passed
        else { return .absent }
        return .present(report)
    }
}

extension StepHost {
    /// - Parameter fingerprint: of the step that made the report.
    func keep(_ report: Report, of fingerprint: Digest?) throws {
        guard let fingerprint else { return }
        try store.setRecord("reports", fingerprint, JSON(encoding: report))
    }
}

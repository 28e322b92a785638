public import RecuaCore

extension SmokePlugin {
    public func forecast(_ outlook: Outlook<Sections>) -> [Forecast] {
        let count = outlook.sections.smoke?.cases.count ?? 0
        let cases = count == 0 ? "the standard cases" : count == 1 ? "1 case" : "\(count) cases"
        return [Forecast(.run, "test it with \(cases)")]
    }
}

public import RecuaCore
import RecuaRPC

extension ProgramPlugin {
    /// What the program says that a run would do.
    ///
    /// Nobody knows what its words rest on, so nothing that is made of them is kept.
    public func forecast(_ outlook: Outlook<JSON>) async throws -> [Forecast] {
        guard serves("plan") else { return [] }
        Trace.current?.abandon()
        let params = ProgramParams.plan(outlook, cache: "\(store.root)/plugins/\(identity.name)")
        return try await look("plan", params, for: outlook.stack) { answer, redactor in
            guard let items = answer["forecasts"]?.array else { throw malformed("plan", "`forecasts` is no list") }
            return try items.map { item in
                guard let forecast = Forecast(message: redactor.forecastItem(item)) else {
                    throw malformed("plan", "a forecast has no `text`, or a `verb` that does not exist")
                }
                return forecast
            }
        }
    }
}

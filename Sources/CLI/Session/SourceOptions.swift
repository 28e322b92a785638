import ArgumentParser
import RecuaCore
import RecuaFetch

/// What sources may be, and where files may come from.
struct SourceOptions: ParsableArguments {
    @Flag(help: "Refuse sources that neither the manifest nor the lock file pins. RECUA_LOCKED=1 means the same.")
    var locked = false

    @Flag(help: "Ask nothing of the network: use what is on this machine. RECUA_OFFLINE=1 means the same.")
    var offline = false

    @Option(
        help: .init(
            "All downloads together in bytes a second: 500k, 20M. RECUA_LIMIT_RATE=20M means the same.",
            valueName: "rate"))
    var limitRate: String?

    func validate() throws {
        guard let limitRate, !FetchPlugin.isRate(limitRate) else { return }
        throw ValidationError("--limit-rate is `\(limitRate)`, and must be bytes a second, such as 500k or 20M")
    }

    /// What plugins are told besides the environment that the command was started in.
    ///
    /// - Throws: ``Diagnostic`` `usage.variable` when the environment says of downloads what nobody can read.
    func variables(_ context: CommandContext) throws -> [String: String] {
        let chosen = limitRate.map { ["RECUA_LIMIT_RATE": $0] } ?? [:]
        try FetchPlugin.checkLimits(context.environment.merging(chosen) { $1 })
        return chosen
    }

    /// - Throws: ``Diagnostic`` `usage.variable`.
    func locking(_ context: CommandContext) throws -> ParsedManifest.Locking {
        let isDemanded = try EnvironmentSwitch.isLocked(context)
        return locked || isDemanded ? .required : .used
    }

    /// - Throws: ``Diagnostic`` `usage.variable`.
    func isOffline(_ context: CommandContext) throws -> Bool {
        let isDemanded = try EnvironmentSwitch.isOn("RECUA_OFFLINE", in: context.environment)
        return offline || isDemanded
    }
}

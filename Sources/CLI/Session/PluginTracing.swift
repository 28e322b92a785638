import RecuaCore
import RecuaExternal
import Synchronization

/// The file that `RECUA_PLUGIN_TRACE` names: one for the whole process, however often plugins are put together.
enum PluginTracing {
    static let variable = "RECUA_PLUGIN_TRACE"

    private static let traces = Mutex<[String: ProgramTrace]>([:])

    /// The limits of programs, with a trace where one is wanted.
    ///
    /// - Throws: ``Diagnostic`` `usage.trace`.
    static func limits(_ context: CommandContext) throws -> ProgramLimits {
        var limits = ProgramLimits()
        guard let name = context.environment[variable], !name.isEmpty else { return limits }
        let path = Files.resolve(name, in: context.workingFolder)
        limits.trace = try traces.withLock { traces in
            if let trace = traces[path] { return trace }
            let trace = try ProgramTrace(path)
            traces[path] = trace
            return trace
        }
        return limits
    }
}

/// A plugin part of which outlives the command: it is started again as a process of its own.
///
/// `recua` re-executes itself (``StepHost/residentCommand(plugin:configuration:)``) and calls ``reside(configuration:)`` there.
public protocol ResidentPlugin: Plugin {
    /// Runs until it is told to stop by SIGTERM.
    ///
    /// - Parameter configuration: the file that the step wrote for it.
    func reside(configuration: String) async throws
}

import ArgumentParser
import RecuaCore

/// A command that runs steps.
protocol RunCommand: AsyncParsableCommand {
    var options: RunOptions { get }
    var json: Bool { get }
}

extension RunCommand {
    /// Before anything is said: how to say it.
    ///
    /// - Throws: ``Diagnostic`` `usage.…` when that cannot be.
    func announce(to context: CommandContext) throws {
        let manner = context.output.manner
        manner.outliveReader()
        let place = options.events.map { EventPlace($0, in: context.workingFolder) }
        if let place, place.isStandardOutput, json {
            throw Diagnostic(
                "usage.events", "`--json` and `--events -` both want standard output",
                help: "give the events a file, or leave `--json` out")
        }
        if place?.isStandardOutput == true { manner.hideResults() }
        try place?.begin()
        let mode = try ProgressMode.resolve(options.progress, events: options.events, context)
        if mode == .json, manner.lines == nil { manner.speakJSON() }
        if mode != .live { manner.keepStill() }
    }
}

extension UpCommand: RunCommand {}
extension FetchCommand: RunCommand {}
extension BuildCommand: RunCommand {}
extension PublishCommand: RunCommand {}
extension RenderCommand: RunCommand {}
extension DeployCommand: RunCommand {}
extension SmokeCommand: RunCommand {}
extension DownCommand: RunCommand {}
extension AdoptCommand: RunCommand {}

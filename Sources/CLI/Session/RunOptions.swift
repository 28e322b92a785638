import ArgumentParser

/// How steps are run.
struct RunOptions: ParsableArguments {
    @Option(
        name: [.customShort("j", allowingJoined: true), .long],
        help: .init("How many steps run at once.", valueName: "count"))
    var jobs: Int?

    @Flag(help: "Stop starting steps after the first failure.")
    var failFast = false

    @Flag(help: "Wait for another recua that works on this project.")
    var wait = false

    @Option(
        help: .init(
            "Also write every event to this file, a JSON object a line; `-` is standard output.", valueName: "path"),
        completion: .file()
    )
    var events: String?

    @Option(
        help: .init(
            "How the run shows itself: auto, live, plain, json (a JSON object a line), quiet, github.",
            valueName: "mode"))
    var progress: ProgressMode?

    /// - Parameter isOffline: true when nothing may be asked of the network.
    func settings(isOffline: Bool = false) -> RunSettings {
        RunSettings(
            jobs: jobs, failsFast: failFast, waits: wait, events: events, isOffline: isOffline, progress: progress)
    }

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
    }
}

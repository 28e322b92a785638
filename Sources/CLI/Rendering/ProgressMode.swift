import ArgumentParser
import RecuaCore

/// How a run shows itself on standard error.
enum ProgressMode: String, ExpressibleByArgument, CaseIterable {
    /// `github` in its Actions, else `live` on a terminal to which no events go, else `plain`.
    case auto
    /// Redraws what runs; needs a terminal.
    case live
    /// A line for each step that ends.
    case plain
    /// A JSON object for each event.
    case json
    /// Nothing but what fails.
    case quiet
    /// As `plain`, with the groups and the annotations of GitHub Actions.
    case github
}

extension ProgressMode {
    /// What was chosen, or what `RECUA_PROGRESS` says, or what fits the place; never ``auto``.
    ///
    /// - Parameter isShared: true when events go to the terminal as well.
    /// - Throws: ``Diagnostic`` `usage.progress` when there is no terminal for ``live``; `usage.variable`.
    static func resolve(
        _ chosen: ProgressMode?, _ environment: [String: String], isTerminal: Bool, isLive: Bool, isShared: Bool
    ) throws -> ProgressMode {
        switch try chosen ?? variable(environment) {
        case .auto: return GitHubPlaces(environment) != nil ? .github : isLive && !isShared ? .live : .plain
        case .live where !isTerminal:
            throw Diagnostic(
                "usage.progress", "`--progress live` needs a terminal, and standard error is none",
                help: "leave it out, or choose `plain`")
        case .live where isShared:
            throw Diagnostic(
                "usage.progress", "`--progress live` and `--events` both want the terminal",
                help: "give the events a file, or choose `plain`")
        case let mode: return mode
        }
    }

    private static func variable(_ environment: [String: String]) throws -> ProgressMode {
        guard let word = environment["RECUA_PROGRESS"], !word.isEmpty else { return .auto }
        guard let mode = ProgressMode(rawValue: word) else {
            let known = allCases.map(\.rawValue).joined(separator: ", ")
            throw Diagnostic(
                "usage.variable", "the variable `RECUA_PROGRESS` is `\(word)`", help: "set it to one of \(known)")
        }
        return mode
    }
}

extension ProgressMode {
    /// - Parameter events: where they are written to as well.
    static func resolve(
        _ chosen: ProgressMode?, events: String?, _ context: CommandContext
    ) throws -> ProgressMode {
        try resolve(
            chosen, context.environment, isTerminal: context.output.terminalSize != nil, isLive: context.output.isLive,
            isShared: events.map { EventPlace($0, in: context.workingFolder).isOnTerminal } ?? false)
    }

    /// The view of a run.
    ///
    /// - Parameter width: of the column of step names.
    func renderer(_ context: CommandContext, width: Int) -> any Renderer {
        switch self {
        case .live: LiveRenderer(context.output, width: width)
        case .quiet: QuietRenderer()
        case .json: JSONRenderer(lines: context.output.manner.linesForPrograms)
        case .github: GitHubRenderer(context, width: width)
        case .auto, .plain: PlainRenderer(context.output, width: width)
        }
    }
}

import RecuaCore
import RecuaProcess
import Subprocess

/// What is started: a value that a test can read.
struct ProgramCommand: Sendable, Hashable {
    /// A path, or a bare name that `PATH` leads to.
    let program: String
    let arguments: [String]
    let folder: String
    var environment: [String: String]
    /// Nil where there is none, or none is wanted.
    var sandbox: ProgramSandbox?
    /// What it must still be when it is started.
    var seal: ProgramSeal?

    /// - Parameter variables: names of variables that the program declares.
    init(_ declaration: ProgramDeclaration, variables: [String], environment: [String: String]) throws {
        guard let first = declaration.run.first, !first.isEmpty else {
            throw Diagnostic(
                "plugin.start", "plugin `\(declaration.name)` names no program to run", at: declaration.place)
        }
        program = first.contains("/") ? Files.resolve(first, in: declaration.folder) : first
        arguments = Array(declaration.run.dropFirst())
        folder = declaration.folder
        self.environment = PluginDescriptor.environment(variables, from: environment)
    }

    /// Ctrl-C in the terminal reaches Recua alone, which then tells the program.
    func configuration(_ limits: ProgramLimits) -> Configuration {
        var environment = environment
        if let mark = limits.mark { environment[TrialMark.variable] = mark }
        return Configuration(
            ownSessionOf: sandbox?.bubblewrap ?? program,
            (sandbox.map { $0.arguments + [program] } ?? []) + arguments, folder: folder, environment: environment,
            teardown: [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: limits.killGrace)])
    }

    /// As it is typed, for people.
    var shown: String {
        ([program] + arguments).map(ShellWord.quoted).joined(separator: " ")
    }

    /// What a sandbox would start and only then find missing, or run with a shell of its choice; and what the system
    /// would tell in other words than a sandbox does.
    ///
    /// - Throws: ``Diagnostic`` `plugin.start`.
    func checkProgram(_ identity: ProgramIdentity) throws {
        guard let path = Command.path(of: program, environment: environment) else {
            throw diagnostic(for: nil, identity)
        }
        guard let obstacle = StartObstacle(of: path, environment: environment, folder: folder) else { return }
        throw Diagnostic(
            "plugin.start", "\(identity): `\(program)` \(obstacle.problem)", at: identity.place, help: obstacle.help)
    }

    /// Why it could not be started, and what to do about it.
    func diagnostic(for error: (any Error)?, _ identity: ProgramIdentity) -> Diagnostic {
        if let diagnostic = error as? Diagnostic { return diagnostic }
        return Diagnostic(
            "plugin.start", "\(identity): `\(program)` cannot be started", at: identity.place, help: help, cause: error)
    }

    private var help: String {
        guard program.contains("/") else {
            let isBeside = Files.facts(Files.resolve(program, in: folder))?.isFolder == false
            return isBeside
                ? "write `./\(program)` for the file beside the manifest"
                : "install `\(program)`, or write its path in `plugins:`"
        }
        guard let facts = Files.facts(program) else { return "there is no such file: correct the path in `plugins:`" }
        if facts.isFolder { return "it is a folder: name the program in it" }
        if !facts.isExecutable { return "type: chmod +x \(program)" }
        return "see that this machine can run it, and that nobody replaces it meanwhile"
    }
}

import RecuaContract
import RecuaCore
import RecuaExternal
import RecuaTestSupport

/// Holds a program to the contract as `recua plugin check` does.
struct Trial {
    let folder: ScratchFolder
    /// Where what is said is written down; nil for nowhere.
    var trace: String?
    /// What the programs of most tests remember lies beside them.
    var isSandboxed = false
    /// How long its answers and its end are waited for: a busy machine has the time. Who breaks a rule by never giving
    /// one of them is not waited for as long.
    var patience: (answer: Duration, end: Duration) = (.seconds(60), .seconds(60))
    static let short: (answer: Duration, end: Duration) = (.seconds(8), .seconds(2))
    /// Python is Debian's own, which starts faster than a version switcher.
    static let environment = ["PATH": "/usr/bin:/bin:/usr/local/bin", "LANG": "C.UTF-8"]

    /// - Parameters:
    ///   - body: replaces functions of the good program.
    ///   - codes: the rules to look at; nil for all.
    func report(_ body: String, runs: Bool = true, only codes: Set<String>? = nil) async throws -> ContractReport {
        let path = try folder.write(
            "#!/usr/bin/python3\n\(goodProgram)\n\(body)\nserve()\n", to: "probe.py", mode: 0o755)
        return try await report([path], runs: runs, only: codes)
    }

    func report(_ run: [String], runs: Bool, only codes: Set<String>? = nil) async throws -> ContractReport {
        let program = WireProgram(run, folder: folder.path, environment: Self.environment)
        var examination = ProgramExamination(program)
        (examination.runs, examination.codes, examination.trace) = (runs, codes, trace)
        if isSandboxed { examination.confinement = Confinement(program, Store(root: folder.path("store"))) }
        (examination.patience.answer, examination.patience.end) = patience
        let greeted: ProgramExamination.Greeted
        switch await examination.greet() {
        case .failure(let failure): return failure.report
        case .success(let answer): greeted = answer
        }
        do {
            var limits = ProgramLimits()
            limits.mark = "\(folder.path)"
            limits.trace = try trace.map { try ProgramTrace($0) }
            let provider = try await ProgramPlugin.describe(
                declaration(greeted.name, run), environment: Self.environment, store: Store(root: folder.path("store")),
                limits: limits)
            let sample = try ContractSample(of: provider.descriptor, environment: Self.environment, folder: folder.path)
            let report = await examination.examine(provider, greeted, sample)
            await provider.shutDown()
            return report
        } catch {
            return examination.failed(error)
        }
    }

    private func declaration(_ name: String, _ run: [String]) -> ProgramDeclaration {
        let start = Place.Position(line: 1, column: 1, offset: 0)
        let place = Place(file: "recua.yaml", start: start, end: start)
        var declaration = ProgramDeclaration(name: name, place: place, run: run, files: run, folder: folder.path)
        declaration.bounds.isSandboxed = isSandboxed
        return declaration
    }
}

import RecuaContract
import RecuaCore
import RecuaExternal
import RecuaProcess

/// A program that is held to the contract, in a store of its own.
struct PluginCheck {
    /// What it is tried on.
    enum Given {
        /// A file that holds sections.
        case file(String)
        case stack(Stack)
    }

    /// What was found.
    struct Result {
        /// Nil of a program that does not say what it is.
        var descriptor: PluginDescriptor?
        var report: ContractReport
        /// Whether it was tried in a sandbox.
        var isolation = ProgramIsolation.off
    }

    var given: Given?
    private let examination: ProgramExamination
    private let isSandboxed: Bool
    private let context: CommandContext

    /// - Parameters:
    ///   - command: the program, from the working folder on, and its arguments.
    ///   - runs: true to run it as well.
    ///   - isSandboxed: false to start it without a sandbox.
    /// - Throws: ``Diagnostic`` `usage.program`.
    init(_ command: [String], runs: Bool, isSandboxed: Bool, _ context: CommandContext) throws {
        var examination = ProgramExamination(try TypedProgram(command, context).wire())
        examination.runs = runs
        self.examination = examination
        self.isSandboxed = isSandboxed
        self.context = context
    }

    /// - Throws: ``Diagnostics`` when what it is to be tried on is not what the plugin's schemas ask for.
    func result() async throws -> Result {
        try await Scratch.lend { folder in
            let store = Store(root: "\(folder)/store")
            let confinement = TrialConfinement(of: declaration("plugin"), store: store, context)
            var examination = examination
            examination.confinement = confinement
            examination.trace = "\(folder)/trace.jsonl"
            var result = try await result(examination, store)
            result.isolation = try await confinement.isolation
            return result
        }
    }

    private func result(_ examination: ProgramExamination, _ store: Store) async throws -> Result {
        let greeted: ProgramExamination.Greeted
        switch await examination.greet() {
        case .failure(let failure): return Result(report: failure.report)
        case .success(let answer): greeted = answer
        }
        var limits = ProgramLimits()
        limits.mark = TrialMark.value()
        limits.trace = try examination.trace.map { try ProgramTrace($0) }
        let provider: ProgramPlugin
        do {
            provider = try await ProgramPlugin.describe(
                declaration(greeted.name), environment: context.environment, store: store, limits: limits)
        } catch {
            return Result(report: examination.failed(error))
        }
        // As it would be with a manifest that declares it.
        if let clash = PluginAssembly(context, store: store).names.clash(of: provider.descriptor, at: .typed) {
            return Result(report: examination.failed(clash))
        }
        let sample = try await sample(of: provider.descriptor)
        let report = await examination.examine(provider, greeted, sample)
        await provider.shutDown()
        return Result(descriptor: provider.descriptor, report: report)
    }

    private func declaration(_ name: String) -> ProgramDeclaration {
        examination.program.declaration(name, isSandboxed: isSandboxed)
    }

    private func sample(of descriptor: PluginDescriptor) async throws -> ContractSample {
        let (sections, folder) = try await sections(for: descriptor)
        return try ContractSample(
            of: descriptor, sections: sections, environment: context.environment,
            folder: folder ?? context.workingFolder)
    }

    private func sections(for descriptor: PluginDescriptor) async throws -> (JSON, folder: String?) {
        switch given {
        case .file(let path):
            return (try await SectionFile.sections(of: descriptor, in: path, context), Files.folder(of: path))
        case .stack(let stack):
            let own = descriptor.sections.compactMap { section in
                stack.sections[section.name].map { (section.name, $0.json) }
            }
            return (.object(Dictionary(own) { first, _ in first }), stack.facts.folder)
        case nil: return ([:], nil)
        }
    }
}

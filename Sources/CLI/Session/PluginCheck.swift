import RecuaContract
import RecuaCore
import RecuaExternal

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
    }

    var given: Given?
    private let examination: ProgramExamination
    private let context: CommandContext

    /// - Parameter command: the program, from the working folder on, and its arguments.
    /// - Throws: ``Diagnostic`` `usage.program`.
    init(_ command: [String], runs: Bool, _ context: CommandContext) throws {
        var examination = ProgramExamination(try TypedProgram(command, context).wire())
        examination.runs = runs
        self.examination = examination
        self.context = context
    }

    /// - Throws: ``Diagnostics`` when what it is to be tried on is not what the plugin's schemas ask for.
    func result() async throws -> Result {
        let greeted: ProgramExamination.Greeted
        switch await examination.greet() {
        case .failure(let failure): return Result(report: failure.report)
        case .success(let answer): greeted = answer
        }
        return try await Scratch.lend { folder in
            var examination = examination
            examination.trace = "\(folder)/trace.jsonl"
            var limits = ProgramLimits()
            limits.trace = try ProgramTrace("\(folder)/trace.jsonl")
            let provider: ProgramPlugin
            do {
                provider = try await ProgramPlugin.describe(
                    declaration(greeted.name), environment: context.environment, store: Store(root: "\(folder)/store"),
                    limits: limits)
            } catch {
                return Result(report: examination.failed(error))
            }
            let sample = try await sample(of: provider.descriptor)
            let report = await examination.examine(provider, greeted, sample)
            await provider.shutDown()
            return Result(descriptor: provider.descriptor, report: report)
        }
    }

    private func declaration(_ name: String) -> ProgramDeclaration {
        let command = examination.program.run
        let files = command.map { Files.resolve($0, in: context.workingFolder) }.filter {
            Files.facts($0)?.isFolder == false
        }
        return ProgramDeclaration(
            name: name, place: .typed, run: command, files: files, folder: context.workingFolder)
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

extension Place {
    /// The command line.
    fileprivate static let typed = Place(
        file: "recua plugin check", start: Position(line: 1, column: 1, offset: 0),
        end: Position(line: 1, column: 1, offset: 0))
}

/// A Swift plugin as the engine sees it.
public struct CompiledPlugin<Base: Plugin>: StepProvider {
    private let base: Base

    public init(_ base: Base) { self.base = base }

    public var descriptor: PluginDescriptor { Base.descriptor }

    public func check(_ sections: JSON, in stack: StackFacts) async throws -> [Diagnostic] {
        base.check(try decode(sections), in: stack)
    }

    public func forecast(_ outlook: Outlook<JSON>) async throws -> [Forecast] {
        base.forecast(outlook.with(sections: try decode(outlook.sections)))
    }

    public func run(_ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> JSON {
        let input = try Base.Input(decoding: step.input)
        return try JSON(encoding: try await base.run(step.with(sections: decode(step.sections), input: input)))
    }

    public func observe(_ artifact: JSON?, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> Observation<JSON> {
        let output = try artifact.map { try $0.decode(Base.Output.self) }
        return try await base.observe(output, step.with(sections: decode(step.sections), input: NoInput())).encoded
    }

    public func find(_ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> Observation<JSON> {
        let input = try Base.Input(decoding: step.input)
        return try await base.find(step.with(sections: decode(step.sections), input: input)).encoded
    }

    public func survey(_ steps: [Step<JSON, [ArtifactKind: JSON]>]) async throws -> [Finding<JSON>] {
        let steps = try steps.map { try $0.with(sections: decode($0.sections), input: NoInput()) }
        return try await base.survey(steps).map { finding in
            Finding(stack: finding.stack, output: try JSON(encoding: finding.output), by: finding.step)
        }
    }

    public func destroy(_ artifact: JSON?, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws {
        let output = try artifact.map { try $0.decode(Base.Output.self) }
        try await base.destroy(output, step.with(sections: decode(step.sections), input: NoInput()))
    }

    public func pin(_ pointer: String, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> Pin? {
        try await base.pin(pointer, step.with(sections: decode(step.sections), input: NoInput()))
    }

    public func shutDown() async { await base.shutDown() }

    /// The schema has accepted the sections, so a failure here is the plugin's: its schema and its type disagree.
    private func decode(_ sections: JSON) throws -> Base.Sections {
        do {
            return try sections.decode(Base.Sections.self)
        } catch {
            let name = Base.descriptor.name
            throw Diagnostic(
                "plugin.sections", "plugin `\(name)` does not understand sections that its own schema accepts",
                help: "this is a mistake in the plugin `\(name)` \(Base.descriptor.version), not in the manifest",
                cause: error
            )
        }
    }
}

extension Plugin {
    /// This plugin as the engine sees it.
    public var provider: any StepProvider { CompiledPlugin(self) }
}

extension Observation where Output: Encodable {
    fileprivate var encoded: Observation<JSON> {
        get throws {
            switch self {
            case .present(let output): .present(try JSON(encoding: output))
            case .absent: .absent
            case .drifted(let output, let differences): .drifted(try JSON(encoding: output), differences)
            }
        }
    }
}

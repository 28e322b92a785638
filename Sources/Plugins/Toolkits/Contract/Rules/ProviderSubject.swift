import RecuaCore

/// A plugin that is looked at, and the stack that it is tried on.
struct ProviderSubject: Sendable {
    let provider: any StepProvider
    let sample: ContractSample
    /// What a run came to; nil where it was not run.
    var run: ProviderRun?

    var descriptor: PluginDescriptor { provider.descriptor }
    var isEffect: Bool { descriptor.work == .effect }

    /// The run, for rules that are about nothing else.
    func ran() throws -> ProviderRun {
        guard let run else { throw Unconcerned("it was not run") }
        return run
    }

    /// Sections of each shape that the schemas allow: the least, and the most.
    func shapes() throws -> [JSON] {
        func sections(_ make: (PluginDescriptor.Section) throws -> JSON) rethrows -> JSON {
            .object(Dictionary(try descriptor.sections.map { ($0.name, try make($0)) }) { first, _ in first })
        }
        let made = [try? sections(SchemaSample.minimal), try? sections(SchemaSample.full)]
        return [sample.sections] + made.compactMap(\.self)
    }

    /// An outlook on the sample, before anything was made.
    func outlook(_ store: Store) -> Outlook<JSON> {
        Outlook(
            stack: sample.stack, sections: sample.sections, inputs: sample.inputs, store: store,
            folder: "\(store.root)/stack", environment: PluginDescriptor.environment(declared, from: sample.environment)
        )
    }

    var declared: [String] { descriptor.environment + descriptor.fingerprintedEnvironment }
}

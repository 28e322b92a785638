extension Pipeline {
    /// The plugins that have no step in a stack, though it writes a section of theirs: for another target, say. No program
    /// is started for one.
    func unused(by stack: Stack, besides steps: [any StepProvider]) -> [any StepProvider] {
        let used = Set(steps.map(\.descriptor.name))
        return providers.filter { provider in
            let descriptor = provider.descriptor
            return descriptor.program == nil && !used.contains(descriptor.name) && Self.isWritten(descriptor, in: stack)
        }
    }

    /// Of what such a plugin finds only mistakes in its own sections count: nothing else of the stack is meant for it.
    func mistakes(in found: [Diagnostic], ofUnused descriptor: PluginDescriptor) -> [Diagnostic] {
        found.filter { problem in
            let section = problem.pointer?.split(separator: "/").first.map(String.init)
            return problem.severity == .error && descriptor.sections.contains { $0.name == section }
        }
    }
}

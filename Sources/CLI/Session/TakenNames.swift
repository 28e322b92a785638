import RecuaCore

/// The names of plugins, sections and kinds of artifacts that a program cannot have, since somebody else has them.
struct TakenNames {
    /// Of the built-in plugins: a program of the same name would take their place without a word.
    let builtIn: [PluginDescriptor]
    /// Of those among them that have as many steps as a stack says, each with a kind of its own: `hooks.warm`.
    let families: [PluginDescriptor]
    /// Of all plugins that have been put together.
    let others: [PluginDescriptor]

    /// - Returns: ``Diagnostic`` `plugin.name-taken`.
    func clash(ofName name: String, at place: Place) -> Diagnostic? {
        guard (builtIn + families).contains(where: { $0.name == name }) else { return nil }
        return Diagnostic(
            "plugin.name-taken", "`\(name)` is a plugin of Recua's own, whose place no program takes", at: place,
            help: "call the program otherwise: in `plugins:`, in what it says of itself, and its section")
    }

    /// - Returns: ``Diagnostic`` `plugin.name-taken`, `plugin.section-taken` or `plugin.kind-taken`.
    func clash(of program: PluginDescriptor, at place: Place) -> Diagnostic? {
        clash(ofName: program.name, at: place) ?? clash(ofSectionsOf: program, at: place)
            ?? clash(ofKindOf: program, at: place)
    }

    /// A section belongs to one plugin: with two, one would be checked by the other's rules.
    private func clash(ofSectionsOf program: PluginDescriptor, at place: Place) -> Diagnostic? {
        let others = (others + families).filter { $0.name != program.name }
        for section in program.sections {
            guard let owner = others.first(where: { $0.sections.contains { $0.name == section.name } }) else {
                continue
            }
            return Diagnostic(
                "plugin.section-taken",
                "plugin `\(program.name)` owns the section `\(section.name)`, which belongs to `\(owner.name)`",
                at: place,
                help: "one of them must call its section otherwise")
        }
        return nil
    }

    private func clash(ofKindOf program: PluginDescriptor, at place: Place) -> Diagnostic? {
        let kind = program.provides.rawValue
        guard let owner = families.first(where: { kind == $0.name || kind.hasPrefix("\($0.name).") }) else {
            return nil
        }
        return Diagnostic(
            "plugin.kind-taken",
            "plugin `\(program.name)` provides `\(kind)`, and such kinds belong to the steps of `\(owner.name):`",
            at: place, help: "it must provide a kind of another name, such as its own")
    }
}

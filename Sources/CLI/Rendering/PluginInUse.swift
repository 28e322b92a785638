import RecuaCore
import RecuaExternal

/// A plugin as `recua plugin list` shows it.
struct PluginInUse {
    let descriptor: PluginDescriptor
    let origin: Origin
    /// What a program may do; nil for what is compiled in.
    var isolation: ProgramIsolation?
    /// How many stacks of the manifest it takes part in; nil where the manifest has mistakes, or there is none.
    var stacks: Int?

    enum Origin {
        case builtIn
        /// Compiled in by the user.
        case compiledIn
        case program(ProgramDeclaration)
    }

    /// - Parameter workspace: nil without a manifest.
    static func all(
        of workspace: Workspace?, _ manifest: ManifestOptions, _ context: CommandContext
    ) async throws -> [PluginInUse] {
        let pipeline =
            workspace?.engine.pipeline
            ?? PluginAssembly(context, store: Store(environment: context.environment)).pipeline
        let counts = workspace.flatMap { Self.counts(of: $0, manifest) }
        var plugins: [PluginInUse] = []
        for descriptor in pipeline.descriptors {
            let program = workspace?.programs.first { $0.name == descriptor.name && descriptor.program != nil }
            var plugin = PluginInUse(
                descriptor: descriptor, origin: program.map { .program($0) } ?? origin(descriptor, context))
            plugin.isolation = try await (pipeline.provider(named: descriptor.name) as? ProgramPlugin)?.isolation
            plugin.stacks = counts.map { $0[descriptor.name] ?? 0 }
            plugins.append(plugin)
        }
        return plugins
    }

    private static func origin(_ descriptor: PluginDescriptor, _ context: CommandContext) -> Origin {
        context.plugins.contains { $0.descriptor.name == descriptor.name } ? .compiledIn : .builtIn
    }

    private static func counts(of workspace: Workspace, _ manifest: ManifestOptions) -> [String: Int]? {
        let pipeline = workspace.engine.pipeline
        let read = try? workspace.parsed.resolve(
            descriptors: pipeline.descriptors, profile: manifest.profile, overrides: manifest.overrides,
            target: manifest.target)
        return read.map { read in
            let names = read.stacks.flatMap { stack in
                // A step of a family has the family's name up to the dot.
                Set(
                    ((try? pipeline.steps(for: stack, goal: .everything)) ?? []).map {
                        String($0.descriptor.name.prefix { $0 != "." })
                    })
            }
            return Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
        }
    }
}

extension PluginInUse {
    /// - Parameter width: columns of the terminal; where a row does not fit, what comes after its version stands below it.
    static func table(_ plugins: [PluginInUse], _ style: TextStyle, width: Int?) -> String {
        var table = Table()
        for plugin in plugins {
            table.add([.init(plugin.descriptor.name, .bold), .init(plugin.descriptor.version)] + plugin.facts)
        }
        let lines = table.lines(TextStyle(isColored: false), width: nil)
        guard let width, lines.contains(where: { DisplayText.width($0) > width }) else { return table.text(style) }
        return plugins.map { $0.block(width, style) }.joined(separator: "\n")
    }

    private var facts: [Table.Cell] {
        let digest = descriptor.program.map { String($0.hex.prefix(12)) } ?? ""
        return [
            .init(work), .init(DisplayText.line(source)), .init(digest, .dim), .init(isolation?.text ?? ""),
            .init(stacks.map { Quantity.count($0, "stack") } ?? ""),
        ]
    }

    private func block(_ width: Int, _ style: TextStyle) -> String {
        var paragraph = Paragraph()
        let told = facts.filter { !$0.text.isEmpty }
        for fact in told.dropLast() { paragraph.add("\(fact.text);", fact.color) }
        if let last = told.last { paragraph.add(last.text, last.color) }
        let margin = "    "
        let lines = paragraph.lines(indent: margin.count, width: width, style).joined(separator: "\n")
        return "\(style(.bold, descriptor.name)) \(descriptor.version)\n\(margin)\(lines)"
    }

    /// `published → template`
    private var work: String {
        let needs = descriptor.needs.map(\.rawValue).joined(separator: ", ")
        return needs.isEmpty ? descriptor.provides.rawValue : "\(needs) → \(descriptor.provides)"
    }

    private var source: String {
        switch origin {
        case .builtIn: "built in"
        case .compiledIn: "compiled in"
        case .program(let program):
            program.source.map { SourceName.shown($0.url) } ?? program.run.map(shown).joined(separator: " ")
        }
    }

    /// A path from the manifest's folder on, as it was written.
    private func shown(_ word: String) -> String {
        guard case .program(let program) = origin, word.hasPrefix("\(program.folder)/") else { return word }
        return String(word.dropFirst(program.folder.count + 1))
    }

    var json: JSON {
        var json: JSON = [
            "name": .string(descriptor.name), "version": .string(descriptor.version),
            "summary": .string(descriptor.summary), "provides": .string(descriptor.provides.rawValue),
            "needs": .array(descriptor.needs.map { .string($0.rawValue) }),
            "sections": .array(descriptor.sections.map { .string($0.name) }),
            "effect": .bool(descriptor.work == .effect),
            "from": .string(source),
        ]
        json["digest"] = descriptor.program.map { .string($0.hex) }
        json["stacks"] = stacks.map { .integer(Int64($0)) }
        if let isolation {
            json["sandboxed"] = .bool(isolation.isSandbox)
            json["network"] = .bool(isolation != .sandbox)
        }
        if case .program(let program) = origin { json["origin"] = .string(program.origin.rawValue) }
        return json
    }
}

extension Pipeline {
    /// What counts of a stack's sections for a plugin: its own, canonical, and the keys of others that it reads.
    func sections(for descriptor: PluginDescriptor, of stack: Stack) throws -> JSON {
        var seen: [String: JSON] = [:]
        for section in descriptor.sections {
            seen[section.name] = section.schema.canonical(stack.sections[section.name])
        }
        return adding(descriptor.reads, of: stack, to: .object(seen))
    }

    /// What a plugin is given: `sections`, which count, and the keys that are hints to it.
    func sections(_ sections: JSON, withHintsFor descriptor: PluginDescriptor, of stack: Stack) -> JSON {
        adding(descriptor.hints, of: stack, to: sections)
    }

    private func adding(_ paths: [String], of stack: Stack, to sections: JSON) -> JSON {
        var seen = sections
        for path in paths {
            let parts = path.split(separator: ".").map(String.init)
            guard let name = parts.first, let owner = owner(of: name) else { continue }
            guard let value = owner.schema.canonical(stack.sections[name]) else { continue }
            seen[name] = Self.merged(seen[name], Self.picked(parts.dropFirst(), from: value))
        }
        return seen
    }

    func owner(of section: String) -> PluginDescriptor.Section? { owners[section] }

    /// `value` with nothing in it but what lies on `path`.
    private static func picked(_ path: ArraySlice<String>, from value: JSON) -> JSON {
        guard let key = path.first else { return value }
        guard let child = value[key] else { return [:] }
        return .object([key: picked(path.dropFirst(), from: child)])
    }

    private static func merged(_ one: JSON?, _ other: JSON) -> JSON {
        guard let left = one?.object, let right = other.object else { return other }
        return .object(left.merging(right) { merged($0, $1) })
    }
}

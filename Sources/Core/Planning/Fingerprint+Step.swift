extension Fingerprint {
    /// What is the same in the fingerprints of a plugin, whichever stack it is applied to: worked out once for many.
    struct Basis: Sendable {
        let descriptor: PluginDescriptor
        fileprivate let parts: [Part]

        init(_ descriptor: PluginDescriptor, environment: [String: String]) {
            self.descriptor = descriptor
            var parts = [
                Part(name: "scheme", value: Fingerprint.scheme),
                Part(name: "plugin", value: "\(descriptor.name) \(descriptor.version)"),
            ]
            if let program = descriptor.program {
                parts.append(Part(name: "plugin program", value: program.description))
            }
            for (name, value) in descriptor.variablesThatCount(in: environment) {
                parts.append(Part(name: "environment \(name)", value: value))
            }
            self.parts = parts
        }
    }

    /// The fingerprint of a plugin applied to a stack.
    ///
    /// - Parameters:
    ///   - sections: the canonical sections the plugin sees.
    ///   - inputs: digests of artifacts, of which those that it consumes count, not their fingerprints: an artifact that
    ///     comes out the same stops the ripple.
    ///   - files: digests of the local files its sections name, by JSON pointer.
    ///   - failures: digests of why artifacts that it consumes were not made.
    ///   - isSource: whether a mapping is a source by its schema, or only looks like one.
    init(
        of basis: Basis, in stack: StackFacts, sections: JSON, inputs: [ArtifactKind: Digest],
        files: [String: Digest], failures: [ArtifactKind: Digest] = [:],
        isSource: (ComponentPath) -> Bool = { _ in true }
    ) {
        var parts = basis.parts
        func add(_ kind: String, _ name: String, _ value: String?) {
            if let value { parts.append(Part(name: kind + name, value: value)) }
        }
        for (path, value) in Fingerprint.leaves(of: sections, isSource: isSource) where !path.isEmpty {
            // A local file counts by its content; where it lies on this machine does not matter.
            if !files.isEmpty, let digest = files[path.pointer] {
                add("file ", path.text, digest.description)
            } else {
                add("section ", path.text, value)
            }
        }
        for (kind, digest) in inputs where basis.descriptor.needs.contains(kind) {
            add("artifact ", kind.rawValue, digest.description)
        }
        for (kind, digest) in failures { add("failure ", kind.rawValue, digest.description) }
        for fact in basis.descriptor.facts { add("fact ", fact.rawValue, stack.value(of: fact)) }
        self.init(parts: parts)
    }

    /// Every scalar of a JSON value with its place.
    ///
    /// A source that is pinned by `sha256` is its content: where it comes from (`url`, `mirrors`) and how long it is
    /// do not count.
    static func leaves(
        of value: JSON, at path: ComponentPath = ComponentPath(), isSource: (ComponentPath) -> Bool = { _ in true }
    ) -> [(path: ComponentPath, value: String)] {
        var found: [(path: ComponentPath, value: String)] = []
        collect(value, at: path, isSource, into: &found)
        return found
    }

    private static func collect(
        _ value: JSON, at path: ComponentPath, _ isSource: (ComponentPath) -> Bool,
        into found: inout [(path: ComponentPath, value: String)]
    ) {
        switch value {
        case .object(let members) where !members.isEmpty:
            let isPinned = members["sha256"]?.string != nil && members["url"] != nil && isSource(path)
            for (key, value) in members where !isPinned || !["url", "mirrors", "size"].contains(key) {
                collect(value, at: path.appending(key: key), isSource, into: &found)
            }
        case .array(let items) where !items.isEmpty:
            for (index, item) in items.enumerated() {
                collect(item, at: path.appending(index: index), isSource, into: &found)
            }
        default: found.append((path, value.text()))
        }
    }
}

extension StackFacts {
    /// As OCI names it.
    private static var machine: String {
        #if arch(arm64)
            "arm64"
        #else
            "amd64"
        #endif
    }

    /// - Returns: nil for what the stack does not say, which is something else than an empty text.
    func value(of fact: PluginDescriptor.Fact) -> String? {
        switch fact {
        case .name: name
        case .project: project
        case .target: target
        case .description: description
        case .machine: Self.machine
        case .tags: JSON.object(tags.mapValues { .string($0) }).text()
        }
    }
}

extension Planner {
    /// The step after it ran, with the digests of all its local files, which are still those that it was planned with.
    ///
    /// - Throws: ``Diagnostic`` `run.input-changed`.
    func confirmed(
        _ step: Plan.Step, in stack: Stack, inputs: [ArtifactKind: Digest],
        failures: [ArtifactKind: StepFailure] = [:]
    ) throws -> Plan.Step {
        let (digests, _) = try files(of: step.provider.descriptor, in: stack, step.sections, leavingUnread: false)
        let places = Dictionary(uniqueKeysWithValues: paths(of: step.provider.descriptor, in: stack, step.sections))
        let isUntouched = step.unread.allSatisfy { pointer, facts in places[pointer].flatMap(Files.facts) == facts }
        guard isUntouched, step.files.allSatisfy({ digests[$0.key] == $0.value }),
            digests.count == step.files.count + step.unread.count
        else {
            throw Diagnostic(
                "run.input-changed", "a local file changed while `\(step.name)` read it, so its result is not kept",
                help: "run the command again"
            )
        }
        var confirmed = step
        (confirmed.files, confirmed.unread) = (digests, [:])
        return judged(confirmed, in: stack, inputs: inputs, failures: failures)
    }

    /// Digests of the local files and folders that a plugin's own sections name and that count, by JSON pointer.
    ///
    /// - Parameter leavingUnread: true to take only the looks of files whose digest nobody has made yet.
    func files(
        of descriptor: PluginDescriptor, in stack: Stack, _ sections: JSON, leavingUnread: Bool
    ) throws -> (digests: [String: Digest], unread: [String: Files.Facts]) {
        var (digests, unread): ([String: Digest], [String: Files.Facts]) = ([:], [:])
        for (pointer, path) in paths(of: descriptor, in: stack, sections) {
            if leavingUnread, let facts = unreadFacts(path) {
                unread[pointer] = facts
                continue
            }
            do {
                digests[pointer] = try store.digest(ofLocalTree: path)
            } catch var problem as Diagnostic {
                problem.place = stack.place(of: pointer)
                throw problem
            }
        }
        return (digests, unread)
    }

    /// - Returns: nil for what is no file, or whose digest is known.
    private func unreadFacts(_ path: String) -> Files.Facts? {
        guard let facts = Files.facts(path), facts.isRegular, store.knownDigest(ofLocalFile: path) == nil else {
            return nil
        }
        return facts
    }

    /// The local files and folders that a plugin's own sections name and that count, by JSON pointer.
    private func paths(of descriptor: PluginDescriptor, in stack: Stack, _ sections: JSON) -> [(String, String)] {
        guard pipeline.mayNameFiles(descriptor.name) else { return [] }
        let paths = descriptor.sections.flatMap { section in
            let paths = sections[section.name].map { section.schema.paths(in: $0) } ?? []
            return paths.map { ("/\(section.name)\($0)", Files.resolve($1, in: stack.facts.folder)) }
        }
        guard !paths.isEmpty else { return [] }
        let counting = Set(Fingerprint.leaves(of: sections, isSource: pipeline.isSource).map(\.path.pointer))
        return paths.filter { counting.contains($0.0) }
    }
}

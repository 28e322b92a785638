extension NeighbouringManifests {
    /// Names of all stacks that the manifests here declare for a project. It may be in several files, each a manifest with
    /// `-f`; what one of them declares has not left it because another was asked for.
    ///
    /// - Throws: ``Diagnostic`` `manifest.neighbour` for a file that may declare some, and of which that cannot be told:
    ///   of one with a mistake nobody knows what it would say without.
    func stacks(of project: String, by reader: ManifestReader) throws -> Set<String> {
        var found: Set<String> = []
        do {
            for file in try folders.flatMap(files) where try file.project(among: [project]) != nil {
                found.formUnion(try stacks(in: file, of: project, by: reader))
            }
        } catch let doubt as Doubt {
            throw doubt.ofStacks
        }
        return found
    }

    private func stacks(in file: File, of project: String, by reader: ManifestReader) throws(Doubt) -> [String] {
        do {
            let manifest = try reader.parse(file.path, startsPrograms: false, hasPlugins: false)
            let mistakes = manifest.mistakesInText
            guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
            return manifest.stackNames
        } catch {
            throw Doubt(file.path, of: [project], error)
        }
    }
}

extension NeighbouringManifests.Doubt {
    fileprivate var ofStacks: Diagnostic {
        Diagnostic(
            "manifest.neighbour", "`\(path)` may declare stacks of this project, and cannot be read as a manifest",
            help: "mend it, or move it elsewhere: until then no stack is taken for one that left the manifest",
            related: related)
    }
}

extension ParsedManifest {
    /// What is wrong in the text itself. That it declares no stacks is no mistake: others beside it may.
    fileprivate var mistakesInText: [Diagnostic] {
        if texts.allSatisfy({ $0.stacks == nil && $0.diagnostics.isEmpty }) { return [] }
        return diagnostics.filter { !lock.problems.contains($0) }
    }
}

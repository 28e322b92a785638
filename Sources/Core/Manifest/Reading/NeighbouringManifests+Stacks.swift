extension NeighbouringManifests {
    /// Names of all stacks that the manifests here declare for a project. It may be in several files, each a manifest with
    /// `-f`; what one of them declares has not left it because another was asked for.
    ///
    /// - Throws: ``Diagnostic`` `manifest.neighbour` for a file that may declare some, and of which that cannot be told:
    ///   of one with a mistake nobody knows what it would say without.
    func stacks(of project: String, by reader: ManifestReader) throws -> Set<String> {
        var found: Set<String> = []
        for folder in folders {
            for file in try files(in: folder) where try file.mayBelong(to: project) {
                found.formUnion(try stacks(in: file, of: project, by: reader))
            }
        }
        return found
    }

    private func stacks(in file: File, of project: String, by reader: ManifestReader) throws -> [String] {
        do {
            let manifest = try reader.parse(file.path, startsPrograms: false, hasPlugins: false)
            let mistakes = manifest.mistakesInText
            guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
            return manifest.project == project ? manifest.stackNames : []
        } catch {
            throw Self.unreadable(file.path, error)
        }
    }

    static func unreadable(_ path: String, _ error: any Error) -> Diagnostic {
        let related = Diagnostics.from(error).prefix(3).map { Diagnostic.Related($0.message, at: $0.place) }
        return Diagnostic(
            "manifest.neighbour", "`\(path)` may declare stacks of this project, and cannot be read as a manifest",
            help: "mend it, or move it elsewhere: until then no stack is taken for one that left the manifest",
            related: Array(related))
    }
}

extension ParsedManifest {
    /// What is wrong in the text itself. That it declares no stacks is no mistake: others beside it may.
    fileprivate var mistakesInText: [Diagnostic] {
        if texts.allSatisfy({ $0.stacks == nil && $0.diagnostics.isEmpty }) { return [] }
        return diagnostics.filter { !lock.problems.contains($0) }
    }
}

extension NeighbouringManifests.File {
    /// By the text alone: whether it has what a manifest begins with, and may name this project.
    ///
    /// - Throws: ``Diagnostic`` when it cannot be read.
    fileprivate func mayBelong(to project: String) throws -> Bool {
        do {
            if !isNamedAsManifest, try Files.head(of: path, count: 4096).contains(0) { return false }
            let text = try Files.read(path, limit: ManifestReader.sizeLimit)
            let names = values(of: "project", in: text)
            return names.contains { $0 == project || !Name.isValid($0, limit: 63) }
                && !values(of: "recua", in: text).isEmpty && !isOutput(text)
        } catch {
            throw NeighbouringManifests.unreadable(path, error)
        }
    }

    /// True for what commands have written: a plan that was kept, or JSON that speaks of `recua` deeper inside.
    private func isOutput(_ text: [UInt8]) -> Bool {
        guard let json = try? JSON(parsing: text) else { return false }
        return json["recua"] == nil || json["recuaPlan"] != nil
    }
}

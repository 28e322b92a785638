extension NeighbouringManifests {
    /// A file that may be a manifest.
    struct File {
        var path: String

        /// Which of these projects it is a manifest of; nil when it is of none of them, or none at all.
        ///
        /// - Throws: ``Doubt`` when that cannot be told: it cannot be read, or is broken so that nobody knows what it says.
        func project(among projects: Set<String>) throws(Doubt) -> String? {
            var candidates = projects
            do {
                guard let text = try text() else { return nil }
                candidates = Self.candidates(among: projects, in: text)
                guard !candidates.isEmpty, let project = try project(of: text) else { return nil }
                return candidates.contains(project) ? project : nil
            } catch {
                throw Doubt(path, of: candidates, error)
            }
        }

        /// What it says; nil when it cannot be a manifest, by the text alone.
        private func text() throws -> [UInt8]? {
            let isNamedAsManifest = path.hasSuffix(".yaml") || path.hasSuffix(".yml")
            if !isNamedAsManifest, try Files.head(of: path, count: 4096).contains(0) { return nil }
            let text = try Files.read(path, limit: ManifestReader.sizeLimit)
            return ManifestWords.values(of: "recua", in: text).isEmpty || Self.isOutput(text) ? nil : text
        }

        /// True for what commands have written: a plan that was kept, JSON that speaks of `recua` deeper inside, the events
        /// of a run.
        private static func isOutput(_ text: [UInt8]) -> Bool {
            if let json = try? JSON(parsing: text) { return json["recua"] == nil || json["recuaPlan"] != nil }
            let line = text.prefix { $0 != UInt8(ascii: "\n") }
            return line.first == UInt8(ascii: "{") && (try? JSON(parsing: Array(line))) != nil
        }

        /// By the words alone; all of them where a name is written so that it takes more to tell.
        private static func candidates(among projects: Set<String>, in text: [UInt8]) -> Set<String> {
            let names = ManifestWords.values(of: "project", in: text)
            return names.allSatisfy { Name.isValid($0, limit: 63) } ? projects.intersection(names) : projects
        }

        /// - Returns: nil when what it says, it does not say as a manifest.
        private func project(of text: [UInt8]) throws -> String? {
            let manifest = try ManifestFile(shown: path, path: path, bytes: text)
            guard manifest.hasVersion, let project = manifest.project else { return nil }
            guard let name = project.string, Name.isValid(name, limit: 63) else {
                throw Diagnostics(manifest.diagnostics)
            }
            return name
        }
    }
}

import RecuaCore

/// A file with sections of one stack and nothing around them, in YAML or JSON.
enum SectionFile {
    /// What it has of the plugin's sections.
    ///
    /// - Throws: ``Diagnostics`` of all that is wrong with it, by the lines of the file.
    static func sections(
        of descriptor: PluginDescriptor, in path: String, _ context: CommandContext
    ) async throws -> JSON {
        let lines = try Files.readText(path).split(separator: "\n", omittingEmptySubsequences: false)
        // As a stack of a manifest, since that is what there is a reader for.
        let manifest = (head + lines.map { indent + $0 }).joined(separator: "\n") + "\n"
        return try await Scratch.lend { folder in
            try Files.write(manifest, to: "\(folder)/recua.yaml")
            do {
                let reader = ManifestReader(environment: context.environment, workingFolder: folder)
                let read = try reader.read("\(folder)/recua.yaml", descriptors: [descriptor])
                let members = (read.stacks.first?.sections ?? [:]).mapValues(\.json)
                return .object(members)
            } catch let found as Diagnostics {
                throw Diagnostics(found.all.map { moved($0, to: path) })
            }
        }
    }

    private static let head = ["recua: 1", "project: check", "stacks:", "  sample:"]
    private static let indent = "    "

    /// The mistake where it stands in the file.
    private static func moved(_ mistake: Diagnostic, to path: String) -> Diagnostic {
        var moved = mistake
        guard var place = mistake.place else { return moved }
        place.file = path
        (place.start.line, place.end.line) = (
            max(place.start.line - head.count, 1), max(place.end.line - head.count, 1)
        )
        place.start.column = max(place.start.column - indent.count, 1)
        place.end.column = max(place.end.column - indent.count, 1)
        if let column = place.excerptColumn {
            place.excerptColumn = max(column - indent.count, 1)
        } else {
            place.excerpt = place.excerpt.map { String($0.dropFirst(indent.count)) }
        }
        moved.place = place
        return moved
    }
}

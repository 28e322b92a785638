/// What the ledger knows, read while the manifest is still being read: of a thousand stacks each takes its time.
///
/// Whose rows are wanted is guessed from the manifest's text. A wrong guess is of no use, and does no harm.
package struct EarlySnapshot: Sendable {
    let project: Project
    let ledger: LedgerSnapshot

    /// - Parameter manifest: a file or a folder; nil for the usual one.
    /// - Returns: nil when nothing can be guessed, or read. Who needs it reads it again, and learns why.
    package init?(of manifest: String?, by reader: ManifestReader) {
        guard let location = try? ManifestLocation(manifest, in: reader.workingFolder),
            let name = location.files.lazy.compactMap({ Self.projectName(in: $0.path) }).first
        else { return nil }
        project = Project(name: name, manifestFolder: location.folder)
        do {
            guard let ledger = try Ledger.read(project.ledger, project: name) else { return nil }
            defer { try? ledger.close() }
            self.ledger = try ledger.snapshot()
        } catch { return nil }
    }

    /// What stands behind `project:` at the beginning of a line, as nearly everybody writes it.
    private static func projectName(in path: String) -> String? {
        guard let bytes = try? Files.read(path, limit: ManifestReader.sizeLimit) else { return nil }
        let key = Array("project:".utf8)
        let line = Self.lines(of: bytes).first { $0.starts(with: key) }
        return line.map { line in
            let value = line.dropFirst(key.count).filter { !" \t\r\"'".utf8.contains($0) }
            return String(decoding: value.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
        }
    }

    /// One after the other: the first few are enough.
    private static func lines(of bytes: [UInt8]) -> some Sequence<ArraySlice<UInt8>> {
        sequence(state: bytes[...]) { rest in
            guard !rest.isEmpty else { return nil }
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            defer { rest = rest[end...].dropFirst() }
            return rest[..<end]
        }
    }
}

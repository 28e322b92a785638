/// The manifests that may share a project's `.recua`, by their text alone: they are not read as manifests.
///
/// Wherever there is a doubt a project counts as one that has its manifest.
struct NeighbouringManifests {
    private let folders: [String]

    /// - Parameter stateFolder: `.recua`, absolute.
    init(beside stateFolder: String) {
        let folder = Files.folder(of: stateFolder)
        folders = [folder, folder == "/" ? "/stacks" : "\(folder)/stacks"]
    }

    /// Every name that one of them gives its project.
    var projects: Set<String> { Set(folders.flatMap(files).flatMap(Self.projects)) }

    /// A manifest may have any name with `-f`; copies that editors and tools leave have these.
    private static let copies = ["~", ".bak", ".orig", ".old", ".rej", ".md"]
    /// Of what is called otherwise than a manifest, larger files are none.
    private static let sizeLimit: Int64 = 1 << 20

    private func files(in folder: String) -> [String] {
        guard Files.facts(folder)?.isFolder == true, let names = try? Files.list(folder) else { return [] }
        return names.filter { name in !name.hasPrefix(".") && !Self.copies.contains(where: name.hasSuffix) }
            .map { folder == "/" ? "/\($0)" : "\(folder)/\($0)" }
            .filter { path in
                guard let facts = Files.facts(path), facts.isRegular else { return false }
                return facts.size <= Self.sizeLimit || path.hasSuffix(".yaml") || path.hasSuffix(".yml")
            }
    }

    private static func projects(in path: String) -> [String] {
        guard let bytes = try? Files.read(path, limit: ManifestReader.sizeLimit) else { return [] }
        return bytes.split(separator: UInt8(ascii: "\n")).lazy.filter { !isComment($0) }.flatMap(names)
    }

    private static func isComment(_ line: ArraySlice<UInt8>) -> Bool {
        line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } == UInt8(ascii: "#")
    }

    /// What stands behind each `project:` of a line, quoted or not.
    private static func names(in line: ArraySlice<UInt8>) -> [String] {
        var (names, rest) = ([String](), line)
        while let place = rest.firstIndex(of: UInt8(ascii: "p")) {
            rest = rest[place...]
            guard rest.starts(with: key) else {
                rest = rest.dropFirst()
                continue
            }
            rest = rest.dropFirst(key.count).drop(while: quotes.contains).drop(while: blanks.contains)
            guard rest.first == UInt8(ascii: ":") else { continue }
            rest = rest.dropFirst().drop(while: blanks.contains).drop(while: quotes.contains)
            names.append(String(decoding: rest.prefix { !ends.contains($0) }, as: UTF8.self))
        }
        return names
    }

    private static let key = Array("project".utf8)
    private static let quotes = Array("\"'".utf8)
    private static let blanks = Array(" \t".utf8)
    private static let ends = Array(" \t\r\"',}#".utf8)
}

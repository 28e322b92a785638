/// The manifests that may share a project's `.recua`. Which projects they name is told by their text alone; those that may
/// name the one that is asked for are read as manifests for their stacks.
///
/// In doubt nothing is told of them: what counts as left behind may be taken down.
struct NeighbouringManifests {
    let folders: [String]

    /// - Parameter stateFolder: `.recua`, absolute.
    init(beside stateFolder: String) {
        let folder = Files.folder(of: stateFolder)
        folders = [folder, folder == "/" ? "/stacks" : "\(folder)/stacks"]
    }

    /// Every name that one of them gives its project; nil when one may give a name that cannot be told.
    var projects: Set<String>? {
        var found: Set<String> = []
        for folder in folders {
            guard let files = try? files(in: folder) else { return nil }
            for file in files {
                guard let names = try? file.projects(), names.allSatisfy({ Name.isValid($0, limit: 63) }) else {
                    return nil
                }
                found.formUnion(names)
            }
        }
        return found
    }

    /// A manifest may have any name with `-f`; copies that editors and tools leave have these.
    private static let copies = ["~", ".bak", ".orig", ".old", ".rej", ".swp", ".md"]

    func files(in folder: String) throws -> [File] {
        guard try Files.lookUp(folder)?.isFolder == true else { return [] }
        return try Files.list(folder).filter { name in !Self.copies.contains(where: name.hasSuffix) }
            .compactMap { name in
                let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
                guard let facts = try Files.lookUp(path), facts.isRegular, facts.size <= ManifestReader.sizeLimit else {
                    return nil
                }
                return File(path: path, size: Int(facts.size))
            }
    }
}

extension NeighbouringManifests {
    /// A file that may be a manifest.
    struct File {
        var path: String
        var size: Int

        /// Text that is larger, and called otherwise than a manifest, is not read: nobody can tell.
        private static let sizeLimit = 64 << 10

        /// What stands behind each `project:`, whether it can be a name or not.
        ///
        /// - Throws: ``Diagnostic`` when it cannot be told.
        func projects() throws -> [String] {
            let isWhole = size <= Self.sizeLimit || isNamedAsManifest
            if !isWhole, try Files.head(of: path, count: 4096).contains(0) { return [] }
            let text = try Files.read(path, limit: isWhole ? ManifestReader.sizeLimit : Self.sizeLimit)
            return values(of: "project", in: text)
        }

        var isNamedAsManifest: Bool { path.hasSuffix(".yaml") || path.hasSuffix(".yml") }

        /// What stands behind each `key:`, quoted or not.
        func values(of key: String, in text: [UInt8]) -> [String] {
            let key = Array(key.utf8)
            return text.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
                .lazy.filter { !isComment($0) }.flatMap { values(of: key, in: $0) }
        }

        private func isComment(_ line: ArraySlice<UInt8>) -> Bool {
            line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } == UInt8(ascii: "#")
        }

        private func values(of key: [UInt8], in line: ArraySlice<UInt8>) -> [String] {
            var (values, rest) = ([String](), line)
            while let place = rest.firstIndex(of: key[0]) {
                rest = rest[place...]
                guard rest.starts(with: key) else {
                    rest = rest.dropFirst()
                    continue
                }
                rest = rest.dropFirst(key.count)
                rest = rest.drop(while: Self.quotes.contains).drop(while: Self.blanks.contains)
                guard rest.first == UInt8(ascii: ":") else { continue }
                rest = rest.dropFirst().drop(while: Self.blanks.contains).drop(while: Self.quotes.contains)
                values.append(String(decoding: rest.prefix { !Self.ends.contains($0) }, as: UTF8.self))
            }
            return values
        }

        private static let quotes = Array("\"'".utf8)
        private static let blanks = Array(" \t".utf8)
        private static let ends = Array(" \t\"',}#".utf8)
    }
}

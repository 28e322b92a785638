/// The files of an image as its layers leave them, for looking up single paths.
struct ImageTree {
    private var entries: [String: TarEntry] = [:]
    private var programs: [String: ProgramKind] = [:]

    /// - Returns: nil unless every layer was looked into.
    init?(_ layers: [LintLayer]) {
        for layer in layers {
            guard let added = layer.entries else { return nil }
            hide(added.compactMap { Whiteout($0.path) })
            for entry in added where Whiteout(entry.path) == nil {
                entries[entry.path] = entry
                programs[entry.path] = layer.programs[entry.path]
            }
        }
    }

    /// The file or folder at an absolute path, links followed; nil when there is none.
    func entry(at path: String) -> TarEntry? {
        var rest = Array(path.split(separator: "/").reversed())
        var place: [Substring] = []
        var hops = 0
        while let part = rest.popLast() {
            if part == "." { continue }
            if part == ".." {
                _ = place.popLast()
                continue
            }
            place.append(part)
            // A folder that no layer lists is there all the same, once something is in it.
            guard let entry = entries[place.joined(separator: "/")], entry.kind == .symbolicLink,
                let target = entry.target
            else { continue }
            hops += 1
            // As many as Linux follows.
            guard hops <= 40 else { return nil }
            place = target.hasPrefix("/") ? [] : place.dropLast()
            rest += target.split(separator: "/").reversed()
        }
        return entries[place.joined(separator: "/")].map(original)
    }

    /// How the kernel would start the file; nil when its bytes were not looked at.
    func kind(of entry: TarEntry) -> ProgramKind? { programs[entry.path] }

    /// Files right in a folder.
    func files(in folder: String) -> [TarEntry] {
        entries.values.filter { entry in
            entry.kind == .file && entry.path.hasPrefix("\(folder)/")
                && !entry.path.dropFirst(folder.utf8.count + 1).contains("/")
        }.sorted { $0.path < $1.path }
    }

    /// The file that a hard link is another name of.
    private func original(_ entry: TarEntry) -> TarEntry {
        guard entry.kind == .hardLink, let target = entry.target else { return entry }
        return entries[target.split(separator: "/").filter { $0 != "." }.joined(separator: "/")] ?? entry
    }

    private mutating func hide(_ marks: [Whiteout]) {
        guard !marks.isEmpty else { return }
        let marks = Set(marks)
        entries = entries.filter { path, _ in
            let above = [""] + TarEntry.folders(above: path)
            return !above.contains { marks.contains(.contents(of: $0)) || marks.contains(.path($0)) }
                && !marks.contains(.path(path))
        }
    }
}

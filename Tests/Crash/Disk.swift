import RecuaCore

/// A disk as it would be found after a power cut: files by their paths.
struct Disk: Sendable {
    private(set) var files: [String: [UInt8]]

    /// What is below a folder now.
    init(of folder: String) throws {
        files = [:]
        var open = [folder]
        while let path = open.popLast() {
            if Files.facts(path)?.isFolder == true {
                open += try Files.list(path).map { "\(path)/\($0)" }
            } else {
                files[path] = try Files.read(path)
            }
        }
    }

    /// Applies one change; of what is written, only the first `limit` bytes.
    mutating func apply(_ change: FileChange, limit: Int = .max) {
        switch change.kind {
        case .written:
            let bytes = change.bytes.prefix(limit)
            let end = change.offset + bytes.count
            resize(change.path, to: max(end, files[change.path]?.count ?? 0))
            files[change.path]?.replaceSubrange(change.offset..<end, with: bytes)
        case .truncated: resize(change.path, to: change.offset)
        case .removed: files[change.path] = nil
        case .renamed: files[String(decoding: change.bytes, as: UTF8.self)] = files.removeValue(forKey: change.path)
        case .synced: break
        }
    }

    private mutating func resize(_ path: String, to size: Int) {
        var file = files[path] ?? []
        if file.count > size { file.removeLast(file.count - size) }
        file += [UInt8](repeating: 0, count: size - file.count)
        files[path] = file
    }

    /// Writes the files below `source` to `target`.
    func write(below source: String, to target: String) throws {
        for (path, bytes) in files where path.hasPrefix("\(source)/") {
            try Files.write(bytes, to: target + path.dropFirst(source.count))
        }
    }
}

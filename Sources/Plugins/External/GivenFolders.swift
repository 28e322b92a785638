import RecuaCore

/// Where the files of an artifact may lie, as it is before the program hears of the request.
///
/// A program may put whatever it likes in the place of a folder that it was given, a link to anywhere among it: that is
/// not what it was given.
struct GivenFolders: Sendable {
    /// A folder of the program's own, where it really lies. Those above it are none of the program's to change.
    private struct Own: Sendable {
        /// As the program was told of it.
        let name: String
        let path: String
        /// Nil where there is none yet.
        let identity: Files.FolderIdentity?

        init(_ name: String) {
            let above = Files.folder(of: name)
            self.name = name
            path = "\(Files.real(above) ?? above)\(name.dropFirst(above.count))"
            identity = Files.FolderIdentity(path)
        }

        var isReplaced: Bool { identity != nil && identity != Files.FolderIdentity(path) }
    }

    /// Where the program's relative paths start, and whence files are moved.
    let scratch: String
    private let own: [Own]
    private let others: [String]

    /// - Parameters:
    ///   - folder: the other one that is the program's own to change.
    ///   - others: those that it cannot put anything in the place of.
    init(scratch: String, folder: String, others: [String]) {
        self.scratch = scratch
        own = [Own(scratch), Own(folder)]
        self.others = others.map { Files.real($0) ?? $0 }
    }

    /// Whether a path without links leads into ``scratch``.
    func isInScratch(_ path: String) -> Bool { path.hasPrefix("\(own[0].path)/") }

    /// Whether a path without links leads into one of them.
    func hold(_ path: String) -> Bool { (own.map(\.path) + others).contains { path.hasPrefix("\($0)/") } }

    /// Whether a path leads into a folder that is another by now.
    func areReplaced(at path: String) -> Bool {
        own.contains { $0.isReplaced && (path.hasPrefix("\($0.name)/") || path.hasPrefix("\($0.path)/")) }
    }
}

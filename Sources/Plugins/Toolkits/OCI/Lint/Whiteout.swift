/// The mark of a layer that something below is gone (OCI image specification, layer.md, "Whiteouts").
enum Whiteout: Sendable, Hashable {
    /// The path, and all that is below it.
    case path(String)
    /// All that lower layers have in the folder; empty for the root.
    case contents(of: String)

    /// - Returns: nil for a path that is no mark.
    init?(_ path: String) {
        let parts = path.split(separator: "/")
        guard let name = parts.last, name.hasPrefix(".wh.") else { return nil }
        let folder = parts.dropLast().joined(separator: "/")
        if name == ".wh..wh..opq" {
            self = .contents(of: folder)
        } else {
            self = .path((parts.dropLast() + [name.dropFirst(4)]).joined(separator: "/"))
        }
    }

    /// The one path that is hidden.
    var hidden: String? { if case .path(let path) = self { path } else { nil } }
}

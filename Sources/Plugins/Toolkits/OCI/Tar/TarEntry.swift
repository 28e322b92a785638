/// One member of a tar archive, without its bytes.
public struct TarEntry: Sendable, Hashable {
    public enum Kind: Sendable, Hashable { case file, folder, hardLink, symbolicLink, device, pipe, other }

    /// Relative, without `./` and without the trailing slash of folders.
    public var path: String
    public var kind: Kind
    /// Permission bits.
    public var mode: Int
    /// Of the data, in bytes; 0 for all but files.
    public var size: Int64
    /// Where a link leads, as written.
    public var target: String?
    /// The path as it stands in the archive, where it begins with a slash.
    public var absolutePath: String?

    public init(
        path: String, kind: Kind, mode: Int, size: Int64 = 0, target: String? = nil, absolutePath: String? = nil
    ) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.size = size
        self.target = target
        self.absolutePath = absolutePath
    }

    /// The folders above `path`, outermost first: `opt`, `opt/recua`.
    static func folders(above path: String) -> [String] {
        let parts = path.split(separator: "/").dropLast()
        return parts.indices.map { parts[...$0].joined(separator: "/") }
    }
}

/// One member of a tar archive, without its bytes.
public struct TarEntry: Sendable, Hashable {
    public enum Kind: Sendable, Hashable { case file, folder, hardLink, symbolicLink, other }

    /// Relative, without `./` and without the trailing slash of folders.
    public var path: String
    public var kind: Kind
    /// Permission bits.
    public var mode: Int
    /// Of the data, in bytes; 0 for all but files.
    public var size: Int64

    public init(path: String, kind: Kind, mode: Int, size: Int64 = 0) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.size = size
    }

    /// The folders above `path`, outermost first: `opt`, `opt/recua`.
    static func folders(above path: String) -> [String] {
        let parts = path.split(separator: "/").dropLast()
        return parts.indices.map { parts[...$0].joined(separator: "/") }
    }
}

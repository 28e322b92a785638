public import RecuaCore

/// A layer as the linter sees it.
public struct LintLayer: Sendable, Hashable {
    /// As the manifest names it.
    public var blob: Image.Blob
    /// What Recua made it for: `engine`, `weights`, `base` …; nil for a layer of another maker.
    public var role: String?
    /// Members in the order of the tar; nil when nobody looked.
    public var entries: [TarEntry]?
    /// In bytes, of the tar; nil when nobody looked.
    public var uncompressedSize: Int64?
    /// What executable files are, by path, as far as that is known.
    public var programs: [String: ProgramKind]
    /// What its bytes are; nil when they were not read.
    public var sums: Sums?
    /// Why it could not be read to its end.
    public var damage: String?

    /// What the bytes of a layer add up to.
    public struct Sums: Sendable, Hashable {
        public var digest: Digest
        /// In bytes.
        public var size: Int64
        /// Of the unpacked bytes.
        public var diffID: Digest
        public var isGzip: Bool
    }

    public init(
        blob: Image.Blob, role: String? = nil, entries: [TarEntry]? = nil, uncompressedSize: Int64? = nil,
        programs: [String: ProgramKind] = [:], sums: Sums? = nil, damage: String? = nil
    ) {
        self.blob = blob
        self.role = role
        self.entries = entries
        self.uncompressedSize = uncompressedSize
        self.programs = programs
        self.sums = sums
        self.damage = damage
    }

    /// A layer of an image that Recua made.
    init(_ layer: Image.Layer) throws {
        self.init(
            blob: layer.blob, role: layer.role,
            entries: layer.entries.isEmpty ? nil : try FileLayer.members(of: layer.entries),
            uncompressedSize: layer.uncompressedSize
        )
    }

    /// True for a layer of a base image, whose files are somebody else's choice.
    public var isBase: Bool { role == "base" }
}

/// How the kernel starts a file.
public enum ProgramKind: Sendable, Hashable {
    /// For the machine with this number (`e_machine`).
    case elf(machine: UInt16)
    /// Names its interpreter in its first line.
    case script
    /// Not at all: a shell would have to.
    case neither

    /// How much of a file's beginning decides.
    static let headSize = 20

    init(head: [UInt8]) {
        if head.count >= 20, head.starts(with: [0x7F, 0x45, 0x4C, 0x46]) {
            self = .elf(machine: UInt16(head[18]) | UInt16(head[19]) << 8)
        } else {
            self = head.starts(with: "#!".utf8) ? .script : .neither
        }
    }
}

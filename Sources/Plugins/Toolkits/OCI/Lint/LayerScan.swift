import RecuaCore

/// Looks into a layer whose bytes come in pieces: sums, members, beginnings of programs. Keeps none of the bytes.
final class LayerScan {
    /// No image that works has more, and each takes memory.
    private static let entryLimit = 2_000_000

    private let blob: Image.Blob
    private var hasher = Digest.Hasher()
    private var unpackedHasher = Digest.Hasher()
    private var size: Int64 = 0
    private var unpackedSize: Int64 = 0
    private var isGzip: Bool?
    private var inflater: GzipInflater?
    private var archive: LayerArchive?
    private var damage: String?

    init(_ blob: Image.Blob) {
        self.blob = blob
        // Only tar and gzip can be looked into; the rules say what they think of other formats.
        archive = MediaType.readable.contains(blob.mediaType) ? LayerArchive(limit: Self.entryLimit) : nil
    }

    func update(_ bytes: UnsafeRawBufferPointer) throws {
        guard !bytes.isEmpty else { return }
        hasher.update(bytes)
        size += Int64(bytes.count)
        guard archive != nil, damage == nil else { return }
        do {
            if isGzip == nil { try begin(bytes) }
            if let inflater { try inflater.update(bytes, unpacked) } else { try unpacked(bytes) }
        } catch let error as Diagnostic {
            damage = error.message
        }
    }

    private func begin(_ start: UnsafeRawBufferPointer) throws {
        // The first byte alone decides: no tar begins with it.
        isGzip = start.first == 0x1F
        if isGzip == true { inflater = try GzipInflater() }
    }

    private func unpacked(_ bytes: UnsafeRawBufferPointer) throws {
        try Task.checkCancellation()
        unpackedHasher.update(bytes)
        unpackedSize += Int64(bytes.count)
        try archive?.update(bytes)
    }

    /// What was found. Nothing more can come.
    func finish(role: String?) -> LintLayer {
        if let inflater, !inflater.isAtEnd, damage == nil { damage = "the gzip stream ends too early" }
        guard let archive, damage == nil else { return LintLayer(blob: blob, role: role, damage: damage) }
        return LintLayer(
            blob: blob, role: role, entries: archive.entries, uncompressedSize: unpackedSize,
            programs: archive.programs,
            sums: .init(
                digest: hasher.finish(), size: size, diffID: unpackedHasher.finish(), isGzip: isGzip == true)
        )
    }
}

/// The members of a tar that comes in pieces, and what its programs begin with.
final class LayerArchive {
    private(set) var entries: [TarEntry] = []
    private(set) var programs: [String: ProgramKind] = [:]
    private var head: [UInt8]?
    private var reader = TarReader(onEntry: { _ in })
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
        reader = TarReader(
            onEntry: { [unowned self] in try add($0) }, onData: { [unowned self] in addData($0) })
    }

    func update(_ bytes: UnsafeRawBufferPointer) throws { try reader.update(bytes) }

    private func add(_ entry: TarEntry) throws {
        guard entries.count < limit else {
            throw Diagnostic("oci.tar", "the layer holds more than \(limit) files")
        }
        entries.append(entry)
        let isProgram = entry.kind == .file && entry.mode & 0o111 != 0
        head = isProgram ? [] : nil
        if isProgram { programs[entry.path] = .neither }
    }

    private func addData(_ bytes: UnsafeRawBufferPointer) {
        guard let known = head, known.count < ProgramKind.headSize, let entry = entries.last else { return }
        let longer = known + bytes.prefix(ProgramKind.headSize - known.count)
        head = longer
        programs[entry.path] = ProgramKind(head: longer)
    }
}

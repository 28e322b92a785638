public import RecuaCore

/// Looks into model files: GGUF weights, llamafiles, engines, and what is mistaken for one of them.
public enum ModelFile {
    /// What the file is and holds. Reads its header and its end, never the weights.
    ///
    /// - Throws: ``Diagnostic`` `model.html`, `model.lfs-pointer`, `model.empty`, `model.unknown`, `model.truncated`,
    ///   `model.gguf`, `model.archive`, `model.compressed`, each naming the file; `file.read`.
    public static func inspect(path: String) throws -> ModelFileFacts {
        do {
            return try inspect(try FileBytes(path: path))
        } catch let error as Diagnostic where error.code.hasPrefix("model.") {
            var named = error
            named.message = "`\(path)`: \(error.message)"
            throw named
        }
    }

    public static func inspect(_ source: any ByteRanges) throws -> ModelFileFacts {
        let start = try source.read(at: 0, count: PortableExecutable.prefix)
        if start.starts(with: GGUFHeader.magic) {
            return ModelFileFacts(format: .gguf, size: size(of: source), weights: try weights(source))
        }
        guard let engine = engine(start) else { throw Impostor.diagnostic(for: start) }
        return try program(engine, source)
    }

    private static func size(of source: any ByteRanges) -> Int64? { source.isSizeKnown ? source.size : nil }

    private static func engine(_ start: [UInt8]) -> ModelFileFacts.Engine? {
        if PortableExecutable.isOne(start) {
            return .init(kind: .portable, architectures: PortableExecutable.elfHeaders(in: start).map(\.architecture))
        }
        if start.starts(with: [0x7F, 0x45, 0x4C, 0x46]) {
            return .init(kind: .elf, architectures: ELFHeader(start).map { [$0.architecture] } ?? [])
        }
        return start.starts(with: "#!".utf8) ? .init(kind: .script, architectures: []) : nil
    }

    private static func program(_ engine: ModelFileFacts.Engine, _ source: any ByteRanges) throws -> ModelFileFacts {
        var facts = ModelFileFacts(format: .engine, size: size(of: source), engine: engine)
        guard engine.kind != .script, let directory = try ZipDirectory(reading: source) else { return facts }
        facts.hasArchive = true
        if let member = directory.members.first(where: { $0.name == ".args" && $0.method == 0 && $0.size <= 1 << 16 }) {
            let place = try directory.bytes(of: member, in: source)
            facts.arguments = String(decoding: try source.read(at: place.offset, count: Int(place.size)), as: UTF8.self)
        }
        guard let member = mainWeights(directory) else { return facts }
        guard member.method == 0 else {
            throw Diagnostic(
                "model.compressed",
                "the weights `\(member.name)` are compressed inside the llamafile, which cannot be mapped",
                help: "pack them again with `zipalign -j0`"
            )
        }
        let place = try directory.bytes(of: member, in: source)
        facts.format = .llamafile
        facts.weights = try weights(
            BytesSlice(source, from: place.offset, size: place.size), member.name, at: place.offset)
        return facts
    }

    /// The largest GGUF member that is not a projector of images.
    private static func mainWeights(_ directory: ZipDirectory) -> ZipDirectory.Member? {
        directory.members
            .filter { $0.name.lowercased().hasSuffix(".gguf") && !$0.name.lowercased().contains("mmproj") }
            .max { $0.size < $1.size }
    }

    private static func weights(_ source: any ByteRanges, _ member: String? = nil, at offset: Int64 = 0) throws
        -> WeightsFacts
    {
        let header = try GGUFHeader(reading: source)
        guard header.claimedSize <= source.size else {
            throw Diagnostic(
                "model.truncated",
                "the GGUF file is not complete: \(header.claimedSize - source.size) of \(header.claimedSize) bytes "
                    + "are missing",
                help: "fetch it again"
            )
        }
        let size = source.isSizeKnown ? source.size : header.claimedSize
        return WeightsFacts(header, member: member, offset: offset, size: size)
    }
}

extension ModelFile {
    /// What the beginning of a download gives away: a web page or a Git LFS pointer in place of a model.
    ///
    /// - Returns: nil when the bytes may be a model's, or are too few to tell.
    public static func impostor(beginning start: [UInt8]) -> Diagnostic? {
        let diagnostic = Impostor.diagnostic(for: start)
        return ["model.html", "model.lfs-pointer"].contains(diagnostic.code) ? diagnostic : nil
    }
}

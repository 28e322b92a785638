internal import RecuaCore

extension ModelFile {
    /// What is asked for first, from the beginning on, and the least that is worth a request of its own.
    public static let firstWindow = 256 << 10
    private static let largestWindow = 8 << 20
    /// The longest headers, with vocabularies of hundreds of thousands of tokens, are below 20 MiB.
    private static let headerLimit = 64 << 20

    /// What a file that is elsewhere is and holds. Its header is asked for in windows that grow with it, and the end of
    /// a llamafile in one more; the weights are never asked for.
    ///
    /// - Parameters:
    ///   - size: of the whole file, in bytes; nil when nobody knows it.
    ///   - read: gives so many bytes from an offset on, fewer only where the file ends.
    /// - Throws: ``Diagnostic`` `model.…` as ``inspect(path:)`` does; what `read` throws.
    public static func inspect(
        size: Int64?, reading read: (_ offset: Int64, _ count: Int) async throws -> [UInt8]
    ) async throws -> ModelFileFacts {
        var known = KnownBytes(size: size)
        while true {
            do {
                return try inspect(known)
            } catch let needed as KnownBytes.Missing {
                // Looking again from the beginning costs milliseconds, and happens once for each window.
                let (missing, before) = known.extended(needed, over: Int64(firstWindow))
                let count = window(for: missing, behind: before, of: known.size)
                guard known.count + count <= headerLimit else {
                    throw GGUFCursor.lie("a header of more than \(headerLimit >> 20) MiB")
                }
                let bytes = try await read(missing.offset, count)
                guard !bytes.isEmpty || !known.isSizeKnown else {
                    throw Diagnostic(
                        "model.truncated", "the file ends at byte \(missing.offset) of \(known.size)",
                        help: "fetch it again")
                }
                known.add(bytes, at: missing.offset, isEnd: bytes.count < count)
            }
        }
    }

    /// As much again as is known before it: a header of any length takes few requests, and at most half is too much.
    private static func window(for missing: KnownBytes.Missing, behind known: Int, of size: Int64) -> Int {
        let usual = min(max(known, firstWindow), largestWindow)
        return Int(min(Int64(max(usual, missing.count)), size - missing.offset))
    }
}

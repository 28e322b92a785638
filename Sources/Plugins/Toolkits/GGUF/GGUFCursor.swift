internal import RecuaCore

/// Walks through a GGUF header and reads ahead in pieces, so that a header of many megabytes costs little memory.
///
/// Every length in the file is taken as a claim: it is held against the bytes that are left before anything
/// is made of it.
struct GGUFCursor {
    private static let piece = 1 << 18

    private let source: any ByteRanges
    private var buffer: [UInt8] = []
    private var bufferStart: Int64 = 0
    private(set) var position: Int64 = 0

    init(_ source: any ByteRanges) { self.source = source }

    var remaining: Int64 { source.size - position }

    mutating func number<T: FixedWidthInteger>(_ type: T.Type = T.self) throws -> T {
        let width = T.bitWidth / 8
        let start = try load(width)
        var value: T = 0
        for place in 0..<width { value |= T(truncatingIfNeeded: buffer[start + place]) << (8 * place) }
        position += Int64(width)
        return value
    }

    /// - Throws: `model.gguf` when the text claims more than `limit` bytes.
    mutating func string(limit: UInt64) throws -> String {
        let length = try number(UInt64.self)
        guard length <= limit else { throw GGUFCursor.lie("a text of \(length) bytes at byte \(position)") }
        let start = try load(Int(length))
        position += Int64(length)
        return String(decoding: buffer[start..<start + Int(length)], as: UTF8.self)
    }

    mutating func skipString() throws { try skip(try number(UInt64.self)) }

    mutating func skip(_ count: UInt64) throws {
        guard count <= UInt64(max(0, remaining)) else { throw truncated }
        position += Int64(count)
    }

    /// Makes `count` bytes from `position` on available.
    ///
    /// - Returns: their index in `buffer`.
    private mutating func load(_ count: Int) throws -> Int {
        let start = position - bufferStart
        if start >= 0, start + Int64(count) <= Int64(buffer.count) { return Int(start) }
        guard Int64(count) <= remaining else { throw truncated }
        buffer = try source.read(at: position, count: count, limit: GGUFCursor.piece)
        bufferStart = position
        guard buffer.count >= count else { throw truncated }
        return 0
    }

    var truncated: Diagnostic {
        Diagnostic(
            "model.truncated", "the GGUF file is not complete: it ends within its header, after \(source.size) bytes",
            help: "fetch it again"
        )
    }

    static func lie(_ claim: String) -> Diagnostic {
        Diagnostic("model.gguf", "the GGUF header cannot be right: it claims \(claim)", help: "fetch the file again")
    }
}

internal import RecuaCore
internal import Subprocess

/// Takes one output of a program: tells its lines as they come, and keeps its text up to a limit.
struct OutputCollector: Sendable {
    enum Full: Sendable {
        /// Too much output is an error.
        case fail
        /// The end of the output is what matters.
        case dropOldest
    }

    /// In bytes.
    let limit: Int
    let whenFull: Full
    let onLine: (@Sendable (String) -> Void)?
    let keepsLines: Bool

    /// - Throws: ``Diagnostic`` `process.output-limit`.
    func collect(_ pieces: SubprocessOutputSequence) async throws -> String {
        var kept: [UInt8] = []
        var line: [UInt8] = []
        for try await piece in pieces {
            piece.withUnsafeBytes { bytes in
                if keepsLines { kept.append(contentsOf: bytes) }
                if onLine != nil { tellLines(of: bytes, pending: &line) }
            }
            try trim(&kept)
        }
        if !line.isEmpty { tell(line) }
        if kept.count > limit { kept.removeFirst(kept.count - limit) }
        return String(decoding: kept, as: UTF8.self)
    }

    private func tellLines(of bytes: UnsafeRawBufferPointer, pending: inout [UInt8]) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            pending.append(contentsOf: rest[..<end])
            tell(pending)
            pending.removeAll(keepingCapacity: true)
            rest = rest[(end + 1)...]
        }
        pending.append(contentsOf: rest)
        if pending.count > 1 << 20 {
            tell(pending)
            pending.removeAll()
        }
    }

    private func tell(_ line: [UInt8]) {
        onLine?(String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...], as: UTF8.self))
    }

    private func trim(_ kept: inout [UInt8]) throws {
        switch whenFull {
        case .fail:
            guard kept.count <= limit else {
                throw Diagnostic(
                    "process.output-limit", "a program wrote more than \(limit) bytes to its standard output")
            }
        // Twice the limit, so that the array is moved seldom.
        case .dropOldest: if kept.count > 2 * limit { kept.removeFirst(kept.count - limit) }
        }
    }
}

import RecuaCore
import SystemPackage

/// Reads a file in order while it is still written, right behind the bytes that are there.
///
/// Parts arrive in any order; a digest wants them in one.
struct Follower: Sendable {
    /// What the examination will not have.
    struct Refusal: Error { let reason: any Error }

    let partial: PartialFile
    let examination: FileExamination
    /// Told when more bytes are there; ends when all are.
    let steps: AsyncStream<Void>

    /// Follows to the file's end.
    ///
    /// - Returns: the digest of the whole file.
    /// - Throws: ``Refusal`` for what the examination throws; ``Diagnostic`` `file.read`.
    func run() async throws -> Digest {
        var reading = Reading(generation: partial.beginning.generation)
        for await _ in steps { try await advance(&reading) }
        try Task.checkCancellation()
        try await advance(&reading, isEnd: true)
        guard let pass = reading.pass, pass.offset == partial.beginning.end else {
            throw Diagnostic("store.changed", "`\(partial.path)` changed while it was written", help: "run it again")
        }
        return reading.digest.digest
    }

    private func advance(_ reading: inout Reading, isEnd: Bool = false) async throws {
        while true {
            let (generation, end) = partial.beginning
            if generation != reading.generation { reading = Reading(generation: generation) }
            if reading.pass == nil, try !begin(&reading, end, isEnd) { continue }
            guard let pass = reading.pass, pass.offset < end else { return }
            let start = pass.offset
            try await pass.advance(to: end)
            // The file was cut off for a new beginning.
            if pass.offset == start { return }
        }
    }

    /// Looks at the file's beginning, as soon as enough of it is there.
    ///
    /// - Returns: false when the file was cut off for a new beginning meanwhile, which is to be looked at instead.
    private func begin(_ reading: inout Reading, _ end: Int64, _ isEnd: Bool) throws -> Bool {
        let size = partial.origin?.size ?? (isEnd ? end : nil)
        guard isEnd || end >= Int64(FileExamination.headSize) || end == size else { return true }
        let head = try head(upTo: end)
        if !reading.isAdmitted {
            guard try examined(reading, { try examination.admit(head) }) != nil else { return false }
            reading.isAdmitted = true
        }
        guard let size else { return true }
        guard let others = try examined(reading, { try examination.observers(head, size) }) else { return false }
        reading.pass = try FilePass(partial.path, observers: [reading.digest] + others)
        return true
    }

    /// - Returns: nil for a refusal of what was cut off for a new beginning meanwhile: it says nothing of the file.
    private func examined<Result>(_ reading: Reading, _ body: () throws -> Result) throws -> Result? {
        do {
            return try body()
        } catch {
            guard partial.beginning.generation == reading.generation else { return nil }
            throw Refusal(reason: error)
        }
    }

    private func head(upTo end: Int64) throws -> [UInt8] {
        let count = Int(min(end, Int64(FileExamination.headSize)))
        do {
            let file = try FileDescriptor.open(FilePath(partial.path), .readOnly, options: [.closeOnExec])
            return try file.closeAfter {
                try [UInt8](unsafeUninitializedCapacity: count) { space, filled in
                    filled = try file.read(into: UnsafeMutableRawBufferPointer(space))
                }
            }
        } catch {
            throw Diagnostic("file.read", "`\(partial.path)` cannot be read", cause: error)
        }
    }
}

/// How far one beginning of the file has been read.
private struct Reading {
    let generation: Int
    let digest = DigestObserver()
    var isAdmitted = false
    var pass: FilePass?

    init(generation: Int) { self.generation = generation }
}

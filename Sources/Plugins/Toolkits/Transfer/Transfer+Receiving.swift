import AsyncHTTPClient
import NIOCore
import RecuaCore
import RecuaHTTP
import Synchronization

extension Transfer {
    func takeParts(_ opened: RouteResponse, _ range: Range<Int64>) async throws -> Ending {
        guard let part = opened.part, part.range.lowerBound == range.lowerBound, let total = part.total else {
            throw Retryable(Diagnostic("fetch.refused", "`\(opened.place)` sent another part than it was asked for"))
        }
        try checkSize(total)
        if partial.count > 0 { try checkSame(opened, total) }
        try begin(opened, total)
        do {
            try await Parts(of: self, total: total).fetch(beginningWith: opened, part.range.clamped(to: range))
        } catch is Changed {
            throw Changed()
        } catch {
            throw Final(failure: error)
        }
        return .complete(validator: opened.validator)
    }

    func takeWhole(_ opened: RouteResponse) async throws -> Ending {
        guard opened.status == 200 else { throw file.failure(opened) }
        if let total = opened.contentLength { try checkSize(total) }
        if partial.count > 0 { try partial.restart() }
        let total = opened.contentLength ?? file.size
        try begin(opened, total)
        let before = furthest.withLock { $0 }
        defer { furthest.withLock { $0 = max($0, partial.count) } }
        // A server that does not say how much it sends may send more than was announced.
        let end = try await receive(
            opened, 0..<(opened.contentLength ?? file.size.map { $0 + 1 } ?? .max), knowing: before)
        guard let total else { return .complete(validator: opened.validator) }
        if end > total { try checkSize(end) }
        guard end == total else { throw tooShort(opened, end, of: total, since: 0, knowing: before) }
        return .complete(validator: opened.validator)
    }

    private func begin(_ opened: RouteResponse, _ total: Int64?) throws {
        if let total { try DiskSpace.check(partial.path, for: total - partial.count) }
        try partial.begin(
            from: DownloadOrigin(source: file.identity, validator: opened.validator, size: total ?? file.size))
    }

    /// - Throws: ``Diagnostic`` `fetch.upstream-changed` before anything is fetched.
    private func checkSize(_ total: Int64) throws {
        guard let size = file.size, size != total else { return }
        throw Diagnostic(
            "fetch.upstream-changed", "`\(file.name)` has \(total) bytes at its source, where \(size) were announced",
            help: "it was replaced, or something on the way cuts it: check the source; "
                + "if it was replaced on purpose, write the new `sha256`, or run `recua lock --update`"
        )
    }

    /// - Throws: ``Changed`` when the part is of another file than the bytes that are here.
    func checkSame(_ opened: RouteResponse, _ total: Int64) throws {
        guard let origin = partial.origin else { return }
        let isSameSize = origin.size == nil || origin.size == total
        // Another source's tag says nothing; then the digest is known, and decides at the end.
        let isSameTag = origin.validator == opened.validator || origin.source != file.identity
        guard isSameSize, isSameTag else { throw Changed() }
    }

    /// Writes the body to its place in the file; what lies beyond `range` is not taken.
    ///
    /// - Parameter known: how many bytes of the range have come before: only those after them are progress.
    /// - Returns: where the bytes end that came.
    /// - Throws: ``Retryable`` when the connection breaks.
    func receive(_ opened: RouteResponse, _ range: Range<Int64>, knowing known: Int64 = 0) async throws -> Int64 {
        var position = range.lowerBound
        defer { try? partial.list() }
        do {
            try await HTTPFailure.explained(at: opened.place) {
                for try await piece in opened.response.body {
                    let count = Int(min(Int64(piece.readableBytes), range.upperBound - position))
                    try await download.options.rateLimit?.take(count)
                    try write(piece, count, at: position)
                    position += Int64(count)
                    if count < piece.readableBytes { break }
                }
            }
        } catch let error as Diagnostic where HTTPFailure.isTransient(error) {
            throw Retryable(error, madeProgress: isProgress(position - range.lowerBound - known))
        }
        try Task.checkCancellation()
        return position
    }

    private func write(_ piece: ByteBuffer, _ count: Int, at position: Int64) throws {
        try piece.withUnsafeReadableBytes {
            try partial.write(UnsafeRawBufferPointer(rebasing: $0.prefix(count)), at: position)
        }
        tellProgress()
        steps.yield()
    }

    /// So many bytes make an attempt worth more than one of its kind: a bad line still gets a large file through.
    private func isProgress(_ count: Int64) -> Bool { count >= 64 << 10 }

    func tooShort(
        _ opened: RouteResponse, _ end: Int64, of total: Int64, since start: Int64, knowing known: Int64 = 0
    ) -> Retryable {
        Retryable(
            Diagnostic("network.reset", "`\(opened.place)` sent \(end - start) bytes of \(total - start)"),
            madeProgress: isProgress(end - start - known)
        )
    }
}

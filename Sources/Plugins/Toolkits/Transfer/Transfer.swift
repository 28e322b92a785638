import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import RecuaCore
import RecuaHTTP
import Synchronization

/// One file on its way: what an attempt and those after it share.
final class Transfer: Sendable {
    /// Thrown when the server has another file now than the one whose beginning is here.
    struct Changed: Error {}
    /// What the examination will not have.
    private struct Refused: Error { let problem: any Error }
    /// A failure that came after attempts of its own.
    struct Final: Error { let failure: any Error }

    let file: RemoteFile
    let partial: PartialFile
    let download: Download
    let route: Route
    private let examination: FileExamination
    private let steps: AsyncStream<Void>.Continuation
    private let stepped: AsyncStream<Void>
    private let trouble = Mutex(0)
    /// So far an attempt came that has to begin at the file's beginning each time.
    private let furthest = Mutex<Int64>(0)

    init(_ file: RemoteFile, into partial: PartialFile, by download: Download, _ examination: FileExamination) {
        self.file = file
        self.partial = partial
        self.download = download
        self.examination = examination
        route = Route(to: file, client: download.client)
        (stepped, steps) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Keeps the bytes of an earlier run that may be continued.
    ///
    /// - Returns: true when there are any.
    func prepare() throws -> Bool {
        partial.resume()
        let origin = partial.origin
        let isSameSource = origin?.source == file.identity && origin?.validator != nil
        let isSameBoot = origin?.boot == DownloadOrigin.currentBoot
        let isSameSize = file.size == nil || origin?.size == nil || file.size == origin?.size
        guard partial.count > 0, isSameSize, file.expected != nil || (isSameSource && isSameBoot) else {
            try partial.restart()
            return false
        }
        return true
    }

    /// True when something had to be tried again.
    var isTroubled: Bool { trouble.withLock { $0 > 0 } }

    func run() async throws -> Download.Outcome {
        do {
            return try await fetchAndFollow()
        } catch let refused as Refused {
            // Nobody writes any more. What is not wanted is not kept.
            partial.discard()
            throw refused.problem
        }
    }

    private func fetchAndFollow() async throws -> Download.Outcome {
        let follower = Follower(partial: partial, examination: examination, steps: stepped)
        return try await withThrowingTaskGroup(of: Event.self) { group in
            group.addTask { .followed(try await self.following(follower)) }
            group.addTask { .fetched(try await self.attempts()) }
            var (digest, validator): (Digest?, String?)
            while let event = try await group.next() {
                switch event {
                case .followed(let found): digest = found
                case .fetched(.complete(let found)):
                    validator = found
                    steps.finish()
                case .fetched(.unchanged):
                    group.cancelAll()
                    return .unchanged
                }
            }
            guard let digest else { throw CancellationError() }
            return .complete(digest, validator: validator)
        }
    }

    private enum Event: Sendable {
        case followed(Digest)
        case fetched(Ending)
    }

    enum Ending: Sendable {
        case complete(validator: String?)
        case unchanged
    }

    private func following(_ follower: Follower) async throws -> Digest {
        do {
            return try await follower.run()
        } catch let problem where !(problem is CancellationError) {
            throw Refused(problem: problem)
        }
    }

    // MARK: Attempts

    private func attempts() async throws -> Ending {
        do {
            return try await download.retry.run(onRetry: { self.note($0, $1) }) { _ in
                do {
                    return try await self.attempt()
                } catch is Changed {
                    try self.partial.restart()
                    throw Retryable(
                        Diagnostic("fetch.refused", "`\(self.file.name)` changed while it was downloaded"))
                }
            }
        } catch let final as Final {
            throw final.failure
        }
    }

    private func attempt() async throws -> Ending {
        // Without a way to know that all parts are of one file, there is no going on.
        if partial.count > 0, !isVerifiable(partial.origin?.validator) { try partial.restart() }
        let extents = partial.extents
        let known = file.size ?? partial.origin?.size
        if let known, known > 0, extents.firstGap(upTo: known) == nil { return .complete(validator: nil) }
        let gap = extents.firstGap(upTo: known ?? .max) ?? 0..<Int64.max
        let first = gap.lowerBound..<min(gap.upperBound, gap.lowerBound + download.options.parts.first)
        let opened = try await open(first)
        switch opened.status {
        case 304 where file.knownValidator != nil: return .unchanged
        case 206 where isVerifiable(opened.validator): return try await takeParts(opened, first)
        case 206: return try await takeWhole(try await route.open([:]))
        case 200: return try await takeWhole(opened)
        case 416:
            // An empty file has no first byte to ask for.
            guard extents.count == 0 else { throw Changed() }
            return try await takeWhole(try await route.open([:]))
        default: throw failure(opened)
        }
    }

    private func isVerifiable(_ validator: String?) -> Bool { file.expected != nil || validator != nil }

    private func open(_ range: Range<Int64>) async throws -> RouteResponse {
        var headers = self.headers(for: range)
        if partial.count == 0, let known = file.knownValidator {
            headers.add(name: known.hasPrefix("\"") ? "If-None-Match" : "If-Modified-Since", value: known)
        }
        return try await route.open(headers)
    }

    /// A part must be of the same file as the bytes that are here: the server sends all of it otherwise.
    func headers(for range: Range<Int64>) -> HTTPHeaders {
        var headers: HTTPHeaders = ["Range": "bytes=\(range.lowerBound)-\(range.upperBound - 1)"]
        if let origin = partial.origin, let validator = origin.validator, origin.source == file.identity {
            headers.add(name: "If-Range", value: validator)
        }
        return headers
    }

    // MARK: Whole or in parts

    private func takeParts(_ opened: RouteResponse, _ range: Range<Int64>) async throws -> Ending {
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

    private func takeWhole(_ opened: RouteResponse) async throws -> Ending {
        guard opened.status == 200 else { throw failure(opened) }
        if let total = opened.contentLength { try checkSize(total) }
        if partial.count > 0 { try partial.restart() }
        let total = opened.contentLength ?? file.size
        try begin(opened, total)
        let before = furthest.withLock { $0 }
        defer { furthest.withLock { $0 = max($0, partial.count) } }
        let end = try await receive(opened, 0..<(total ?? .max), knowing: before)
        guard let total else { return .complete(validator: opened.validator) }
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

    // MARK: Bytes

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
        download.onProgress(partial.count, partial.origin?.size)
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

    // MARK: Trouble

    func note(_ problem: Diagnostic, _ delay: Duration) {
        trouble.withLock { $0 += 1 }
        let milliseconds = delay / .milliseconds(1)
        download.onTrouble("\(problem.message); trying again in \((milliseconds / 100).rounded(.up) / 10) s")
    }

    func failure(_ opened: RouteResponse) -> any Error { file.failure(opened) }
}

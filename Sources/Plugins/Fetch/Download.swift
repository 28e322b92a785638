internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import RecuaCore
internal import RecuaGGUF
internal import RecuaHTTP

/// One file on its way from a server into a ``PartialFile``.
struct Download {
    let web: Web
    let retry: RetryPolicy
    let host: StepHost
    let url: HTTPURL
    var bearer: Web.Bearer?
    /// What the file must be, when that is known.
    var expected: Digest?
    /// How long it must be, when that is known.
    var size: Int64?
    /// The tag of a copy that is there already: nothing is sent when it is still the same.
    var knownTag: String?
    /// Words for a refusal, where the server has its own.
    var refusal: @Sendable (HTTPClientResponse) -> Diagnostic?

    enum Outcome { case complete(etag: String?), unchanged }

    /// Tries until the bytes are there and are what they must be.
    ///
    /// - Throws: ``Diagnostic`` `fetch.checksum` (the bytes are removed then), `fetch.not-found`, `fetch.refused`,
    ///   `network.…`, `model.…`; `CancellationError`, which leaves the bytes for the next run.
    func run(into partial: PartialFile) async throws -> Outcome {
        let resumed = try prepare(partial) > 0
        let outcome = try await attempts(partial)
        guard case .complete = outcome, let expected, partial.digest != expected else { return outcome }
        // A beginning from an earlier run may be to blame: once more, all of it.
        if resumed {
            try partial.restart()
            let outcome = try await attempts(partial)
            if partial.digest == expected { return outcome }
        }
        let found = partial.digest
        partial.discard()
        throw Download.mismatch("\(url)", expected: expected, found: found)
    }

    static func mismatch(_ name: String, expected: Digest, found: Digest) -> Diagnostic {
        Diagnostic(
            "fetch.checksum",
            "`\(name)` is not the file that the manifest asks for: expected \(expected), got \(found)",
            help: "check where the file comes from; if it was replaced on purpose, write the new `sha256`"
        )
    }

    /// Keeps the bytes that may be continued.
    ///
    /// - Returns: how many they are.
    private func prepare(_ partial: PartialFile) throws -> Int64 {
        let origin = partial.origin
        let isSameSource = origin?.url == Digest(of: url.requestText) && origin?.etag != nil
        guard expected != nil || isSameSource else {
            try partial.restart()
            return 0
        }
        try partial.resume()
        if let total = size ?? origin?.size, partial.size > total { try partial.restart() }
        return partial.size
    }

    private func attempts(_ partial: PartialFile) async throws -> Outcome {
        try await retry.run(
            onRetry: { error, delay in
                let milliseconds = delay / .milliseconds(1)
                let wait = "\((milliseconds / 100).rounded(.up) / 10) s"
                host.log("\(error.message); trying again in \(wait)", level: .warning)
            }
        ) { _ in try await attempt(partial) }
    }

    private func attempt(_ partial: PartialFile) async throws -> Outcome {
        let origin = partial.origin
        if let total = size ?? (partial.size > 0 ? origin?.size : nil), total > 0, partial.size == total {
            return .complete(etag: origin?.etag)
        }
        // Without a way to know that both parts are of one file, there is no going on.
        if partial.size > 0, expected == nil, origin?.etag == nil { try partial.restart() }
        let (response, place) = try await web.sendFollowing(request(partial, origin), isVerified: expected != nil)
        switch response.status.code {
        case 200: try partial.restart()
        case 206: try check(response, continues: partial, origin)
        case 304 where knownTag != nil: return .unchanged
        case 416:
            try partial.restart()
            throw Retryable(Diagnostic("fetch.refused", "`\(place)` would not continue the download"))
        default: throw failure(response, place)
        }
        let etag = response.headers.first(name: "ETag").flatMap { $0.hasPrefix("W/") ? nil : $0 }
        let total = Download.total(response, from: partial.size)
        partial.origin = PartialFile.Origin(url: Digest(of: url.requestText), etag: etag, size: total ?? size)
        try await receive(response, from: place, total: total ?? size, into: partial)
        return .complete(etag: etag)
    }

    private func request(_ partial: PartialFile, _ origin: PartialFile.Origin?) -> Web.Request {
        var headers: HTTPHeaders = [:]
        if partial.size > 0 {
            headers.add(name: "Range", value: "bytes=\(partial.size)-")
            if let etag = origin?.etag, origin?.url == Digest(of: url.requestText) {
                headers.add(name: "If-Range", value: etag)
            }
        } else if let knownTag {
            headers.add(name: "If-None-Match", value: knownTag)
        }
        return web.request(.GET, url, bearer: bearer, headers: headers)
    }

    /// A part must begin where the bytes end, and be of the same file.
    private func check(_ response: HTTPClientResponse, continues partial: PartialFile, _ origin: PartialFile.Origin?)
        throws
    {
        let start = response.headers.first(name: "Content-Range")
            .flatMap { $0.split { $0 == " " || $0 == "-" || $0 == "/" }.dropFirst().first }.flatMap { Int64($0) }
        let etag = response.headers.first(name: "ETag")
        let isSame = expected != nil || origin?.etag == etag
        guard start == partial.size, isSame else {
            try partial.restart()
            throw Retryable(Diagnostic("fetch.refused", "`\(url)` changed while it was downloaded"))
        }
    }

    private func failure(_ response: HTTPClientResponse, _ place: HTTPURL) -> any Error {
        if let again = Retryable.from(response, at: place, code: "fetch.refused") { return again }
        if place.hasSameOrigin(as: url), let own = refusal(response) { return own }
        switch response.status.code {
        case 404, 410:
            return Diagnostic("fetch.not-found", "there is no file at `\(place)`", help: "check the source's URL")
        case 401, 403:
            return Diagnostic(
                "fetch.denied", "`\(place)` may not be read without permission",
                help: "check the source's URL and who may read it")
        case let status: return Diagnostic("fetch.refused", "`\(place)` answered \(status)")
        }
    }

    /// Bytes of the whole file.
    private static func total(_ response: HTTPClientResponse, from start: Int64) -> Int64? {
        if response.status.code == 206 {
            return response.headers.first(name: "Content-Range")?.split(separator: "/").last.flatMap { Int64($0) }
        }
        return response.headers.first(name: "Content-Length").flatMap { Int64($0) }
    }
}

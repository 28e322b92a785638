public import AsyncHTTPClient
internal import Glibc
internal import NIOHTTP1
public import RecuaCore

/// A failure after which the same thing may well succeed: what ``RetryPolicy/run(_:)`` tries again.
public struct Retryable: Error, Sendable {
    /// What is thrown when no attempt is left.
    public var diagnostic: Diagnostic
    /// How long the server asked to be left alone.
    public var after: Duration?
    /// True when the attempt got further than those before it: the count of attempts starts anew.
    public var madeProgress: Bool

    public init(_ diagnostic: Diagnostic, after: Duration? = nil, madeProgress: Bool = false) {
        self.diagnostic = diagnostic
        self.after = after
        self.madeProgress = madeProgress
    }

    /// The response as a failure when its status says to come back later: 408, 425, 429, 500, 502, 503, 504.
    ///
    /// - Parameter code: of the diagnostic for when no attempt is left.
    public static func from(_ response: HTTPClientResponse, at url: HTTPURL, code: String = "network.status")
        -> Retryable?
    {
        let status = response.status.code
        guard [408, 425, 429, 500, 502, 503, 504].contains(status) else { return nil }
        let why = status == 429 ? "too many requests" : response.status.reasonPhrase
        return Retryable(
            Diagnostic(code, "`\(url)` answered \(status) (\(why))", help: "try again later"),
            after: response.headers.first(name: "Retry-After").flatMap { RetryAfter.delay($0, now: Int64(time(nil))) }
        )
    }
}

internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import RecuaCore

/// What went wrong on the way to a server and back, in plain words.
///
/// | code | meaning |
/// |---|---|
/// | `network.refused` | nobody listens there |
/// | `network.name` | the host name is unknown |
/// | `network.timeout` | no answer in time |
/// | `network.tls` | no secure connection |
/// | `network.reset` | the connection broke off |
/// | `network.proxy` | the proxy said no |
/// | `network.redirect` | redirects without end |
/// | `network.failed` | anything else |
public enum HTTPFailure {
    /// Runs `body` and puts what it throws into plain words. Diagnostics and cancellation pass through.
    public static func explained<Result>(at url: HTTPURL, _ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw explanation(of: error, at: url)
        }
    }

    /// - Returns: a ``Diagnostic`` with a `network.…` code, or `error` itself when it is one or a cancellation.
    public static func explanation(of error: any Error, at url: HTTPURL) -> any Error {
        switch error {
        case is Diagnostic, is Diagnostics, is CancellationError, is Retryable: error
        case let error as HTTPClientError: diagnostic(for: error, at: url)
        case let error as NIOConnectionError: diagnostic(for: error, at: url)
        case let error as IOError: diagnostic(errno: error.errnoCode, at: url)
        case is HTTPParserError, is ChannelError: reset(url)
        default: isTLS(error) ? tls(url, error) : failed(url, "\(type(of: error))")
        }
    }

    /// True for failures that may be gone in a moment.
    public static func isTransient(_ error: any Error) -> Bool {
        guard let diagnostic = error as? Diagnostic else { return false }
        return ["network.refused", "network.timeout", "network.reset"].contains(diagnostic.code)
    }

    private static func diagnostic(for error: HTTPClientError, at url: HTTPURL) -> any Error {
        switch error {
        case .cancelled, .requestStreamCancelled: CancellationError()
        case .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout,
            .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
            timeout(url)
        case .tlsHandshakeTimeout: tls(url, error)
        case .remoteConnectionClosed, .uncleanShutdown: reset(url)
        case .redirectLimitReached, .redirectCycleDetected:
            Diagnostic("network.redirect", "`\(url)` leads from one redirect to the next without end")
        case .proxyAuthenticationRequired, .invalidProxyResponse, .invalidProxyConfiguration:
            Diagnostic(
                "network.proxy", "the proxy would not pass a request on to `\(url.host)`",
                help: "check `HTTPS_PROXY`, or name the host in `NO_PROXY`"
            )
        default: failed(url, error.shortDescription)
        }
    }

    private static func diagnostic(for error: NIOConnectionError, at url: HTTPURL) -> Diagnostic {
        if let failure = error.connectionErrors.last {
            if let io = failure.error as? IOError { return diagnostic(errno: io.errnoCode, at: url) }
            if case .connectTimeout? = failure.error as? ChannelError { return timeout(url) }
            return failed(url, "\(type(of: failure.error))")
        }
        return Diagnostic(
            "network.name", "there is no host `\(error.host)`",
            help: "check the spelling, and that this machine is on the network"
        )
    }

    private static func isTLS(_ error: any Error) -> Bool {
        String(reflecting: type(of: error)).contains("SSL")
    }
}

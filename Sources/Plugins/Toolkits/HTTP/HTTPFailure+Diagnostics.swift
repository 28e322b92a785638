internal import Glibc
internal import RecuaCore

extension HTTPFailure {
    static func diagnostic(errno code: CInt, at url: HTTPURL) -> Diagnostic {
        switch code {
        case ECONNREFUSED:
            Diagnostic(
                "network.refused", "nobody answers at `\(url.origin)`: the connection was refused",
                help: "check the port, and that the server is running"
            )
        case ECONNRESET, EPIPE, ECONNABORTED, ENOTCONN: reset(url)
        case ETIMEDOUT: timeout(url)
        default: failed(url, String(cString: strerror(code)))
        }
    }

    static func timeout(_ url: HTTPURL) -> Diagnostic {
        Diagnostic("network.timeout", "`\(url.origin)` did not answer in time")
    }

    static func reset(_ url: HTTPURL) -> Diagnostic {
        Diagnostic("network.reset", "the connection to `\(url.origin)` broke off")
    }

    static func tls(_ url: HTTPURL, _ error: any Error) -> Diagnostic {
        let text = "\(error)".lowercased()
        let isCertificate = text.contains("certificate") || text.contains("hostname")
        return Diagnostic(
            "network.tls",
            isCertificate
                ? "the certificate of `\(url.origin)` is not trusted on this machine"
                : "no secure connection to `\(url.origin)` came about",
            help: isCertificate
                ? "check the machine's clock and its certificate authorities (Debian: the package `ca-certificates`)"
                : "check that the server speaks TLS on port \(url.effectivePort)"
        )
    }

    static func failed(_ url: HTTPURL, _ why: String) -> Diagnostic {
        Diagnostic("network.failed", "the request to `\(url.origin)` failed: \(why)")
    }
}

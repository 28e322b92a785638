internal import RecuaCore
internal import RecuaTransfer
internal import Synchronization

/// How much of the line and of time downloads may take, as the environment says. One rate holds for all of them.
///
/// | variable | |
/// |---|---|
/// | `RECUA_LIMIT_RATE` | bytes a second for all downloads together: `500k`, `20M`, `1G` (powers of 1,000) |
/// | `RECUA_IDLE_TIMEOUT` | the longest silence of a server: `60s` |
/// | `RECUA_DOWNLOAD_TIMEOUT` | the longest time for one file, all attempts and mirrors together: `2h` |
/// | `RECUA_CONNECTIONS` | parts of one file at once, at most: 1 to 64 |
final class DownloadLimits: Sendable {
    static let variables = ["RECUA_LIMIT_RATE", "RECUA_IDLE_TIMEOUT", "RECUA_DOWNLOAD_TIMEOUT", "RECUA_CONNECTIONS"]

    private let rates = Mutex<[Int64: RateLimit]>([:])
    private let sleep: @Sendable (Duration) async throws -> Void

    init(sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }) {
        self.sleep = sleep
    }

    /// - Throws: ``Diagnostic`` `usage.variable` for a value that cannot be read.
    func options(_ environment: [String: String]) throws -> DownloadOptions {
        DownloadOptions(
            connections: try Self.connections(environment) ?? 16, rateLimit: try Self.rate(environment).map(limit))
    }

    /// For one file.
    ///
    /// - Throws: ``Diagnostic`` `usage.variable`.
    func time(_ environment: [String: String]) throws -> TimeLimit {
        TimeLimit(try Self.total(environment), sleep: sleep)
    }

    /// Reads all of them, for who wants to know before anything runs.
    ///
    /// - Throws: ``Diagnostic`` `usage.variable`.
    static func check(_ environment: [String: String]) throws {
        _ = (try rate(environment), try connections(environment), try idle(environment), try total(environment))
    }

    /// The longest silence of a server.
    ///
    /// - Throws: ``Diagnostic`` `usage.variable`.
    static func idle(_ environment: [String: String]) throws -> Duration {
        try duration("RECUA_IDLE_TIMEOUT", environment) ?? .seconds(60)
    }

    private func limit(_ rate: Int64) -> RateLimit {
        rates.withLock { rates in
            let limit = rates[rate] ?? RateLimit(bytesPerSecond: rate)
            rates[rate] = limit
            return limit
        }
    }

    private static func connections(_ environment: [String: String]) throws -> Int? {
        try value("RECUA_CONNECTIONS", environment, "a number from 1 to 64") {
            Int($0).flatMap { (1...64).contains($0) ? $0 : nil }
        }
    }

    private static func rate(_ environment: [String: String]) throws -> Int64? {
        try value("RECUA_LIMIT_RATE", environment, "bytes a second, such as `20M`", rate(reading:))
    }

    private static func total(_ environment: [String: String]) throws -> Duration? {
        try duration("RECUA_DOWNLOAD_TIMEOUT", environment)
    }

    private static func duration(_ name: String, _ environment: [String: String]) throws -> Duration? {
        try value(name, environment, "a time, such as `90s` or `2h`") { text in
            (try? TimeSpan(parsing: text).duration).flatMap { $0 > .zero ? $0 : nil }
        }
    }

    private static func value<Value>(
        _ name: String, _ environment: [String: String], _ form: String, _ read: (String) -> Value?
    ) throws -> Value? {
        guard let text = environment[name], !text.isEmpty else { return nil }
        guard let value = read(text) else {
            throw Diagnostic(
                "usage.variable", "the variable `\(name)` is `\(text)`", help: "set it to \(form), or unset it")
        }
        return value
    }

    /// As curl's `--limit-rate`.
    ///
    /// - Returns: bytes a second; nil for text that is no rate, zero included.
    static func rate(reading text: String) -> Int64? {
        let units: [Character: Int64] = ["k": 1000, "m": 1_000_000, "g": 1_000_000_000]
        let unit = text.last.flatMap { units[Character($0.lowercased())] }
        let digits = unit == nil ? text[...] : text.dropLast()
        guard let number = Int64(digits), number > 0 else { return nil }
        let (rate, isTooLarge) = number.multipliedReportingOverflow(by: unit ?? 1)
        return isTooLarge ? nil : rate
    }
}

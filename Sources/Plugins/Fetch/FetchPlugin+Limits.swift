extension FetchPlugin {
    /// Looks whether what the environment says of downloads can be read, before anything runs.
    ///
    /// - Throws: ``Diagnostic`` `usage.variable`.
    package static func checkLimits(_ environment: [String: String]) throws { try DownloadLimits.check(environment) }

    /// Whether this can be the rate of all downloads together: `500k`, `20M`.
    package static func isRate(_ text: String) -> Bool { DownloadLimits.rate(reading: text) != nil }
}

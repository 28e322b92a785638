internal import RecuaAWS
internal import RecuaCore
internal import RecuaHTTP

/// Where S3 answers: Amazon's own, or a server that speaks like it, by `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`.
struct S3Endpoint: Sendable, Hashable {
    /// Where to begin: a bucket elsewhere is found by what S3 answers.
    let region: String
    private let custom: HTTPURL?

    /// - Throws: ``Diagnostic`` `network.url` for an endpoint that is no URL.
    init(environment: [String: String]) throws {
        region = (try? AWSRegion.resolve(environment: environment)) ?? "us-east-1"
        let names = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"]
        let isIgnored = environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.lowercased() == "true"
        let text = isIgnored ? nil : names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        custom = try text.map { try HTTPURL($0) }
    }

    /// The object's address, unsigned.
    ///
    /// - Parameter region: of its bucket; must be a region's name, since it becomes a part of the host's.
    func url(of object: S3Object, in region: String) throws -> HTTPURL {
        let key = PercentEncoding.encodedPath(object.key)
        var url: HTTPURL
        if var own = custom {
            let base = own.path.hasSuffix("/") ? String(own.path.dropLast()) : own.path
            own.path = "\(base)/\(object.bucket)/\(key)"
            url = own
        } else {
            let host = "s3.\(region).\(region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com")"
            url = try HTTPURL("https://\(object.canBeHost ? "\(object.bucket)." : "")\(host)/")
            url.path = object.canBeHost ? "/\(key)" : "/\(object.bucket)/\(key)"
        }
        url.query = object.version.map { "versionId=\(PercentEncoding.encoded($0))" }
        return url
    }
}

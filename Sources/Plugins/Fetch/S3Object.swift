internal import RecuaCore

/// A file in S3: `s3://bucket/key`, or `s3://bucket/key?versionId=…` for one version of it.
struct S3Object: Sendable, Hashable {
    var bucket: String
    /// As S3 keeps it: nothing in it is encoded.
    var key: String
    var version: String?

    /// - Throws: ``Diagnostic`` `fetch.source` when the text does not name a file.
    init(reference: String) throws {
        let mistake = Diagnostic(
            "fetch.source", "`\(SourceName.shown(reference))` does not name a file in S3",
            help: "write `s3://bucket/key`, or `s3://bucket/key?versionId=VERSION`"
        )
        let text = reference.dropFirst("s3://".count)
        guard let slash = text.firstIndex(of: "/") else { throw mistake }
        bucket = String(text[..<slash])
        var key = text[text.index(after: slash)...]
        if let question = key.ranges(of: "?versionId=").last {
            let version = key[question.upperBound...]
            guard !version.isEmpty, !version.contains(where: { "&?#/".contains($0) }) else { throw mistake }
            self.version = String(version)
            key = key[..<question.lowerBound]
        }
        self.key = String(key)
        guard S3Object.isBucket(bucket), !key.isEmpty, !key.hasSuffix("/"), key.utf8.count <= 1024 else {
            throw mistake
        }
    }

    /// True when it can never mean another file.
    var isPinned: Bool { version != nil }

    /// True when the bucket's name can be a part of a host's, with a certificate that fits.
    var canBeHost: Bool {
        bucket.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
    }

    /// Letters, digits, dots and hyphens; old buckets may have underscores and capitals.
    private static func isBucket(_ text: String) -> Bool {
        (3...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
                    || "._-".utf8.contains(byte)
            }
            && !text.contains("..")
    }
}

extension S3Object: CustomStringConvertible {
    var description: String { "s3://\(bucket)/\(key)\(version.map { "?versionId=\($0)" } ?? "")" }
}

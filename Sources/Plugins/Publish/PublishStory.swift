import RecuaOCI

/// What a push did, for people.
enum PublishStory {
    /// `1.2 GB sent in 2 blobs, 1 mounted, 3 were there`.
    static func text(of summary: ImagePush.Summary, to place: PublishPlace) -> String {
        var parts = [summary.sent == 0 ? "nothing sent" : "\(bytes(summary.sentBytes)) sent in \(blobs(summary.sent))"]
        if summary.mounted > 0 { parts.append("\(summary.mounted) mounted") }
        if summary.wereThere > 0 {
            parts.append("\(summary.wereThere) \(summary.wereThere == 1 ? "was" : "were") there")
        }
        var story = parts.joined(separator: ", ")
        if !summary.isTagSet {
            story += "; the registry keeps the tag `\(place.tag)` as it was, the digest is published"
        }
        return story
    }

    /// `98.4 MB`; powers of 1,000.
    static func bytes(_ count: Int64) -> String {
        let units = ["kB", "MB", "GB", "TB"]
        guard count >= 1000 else { return "\(count) B" }
        var value = Double(count) / 1000
        var unit = 0
        while value >= 999.95, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    private static func blobs(_ count: Int) -> String { count == 1 ? "1 blob" : "\(count) blobs" }
}

extension Fingerprint.Change: CustomStringConvertible {
    /// Longer values are cut down to the part that differs.
    private static let limit = 60
    /// How much of what is equal stands around that part.
    private static let context = 16

    public var description: String {
        if let failureText { return failureText }
        return switch shown {
        case (nil, let to?): "\(component) is new: \(to)"
        case (let from?, nil): "\(component) is gone: it was \(from)"
        case (let from?, let to?): "\(component): \(from) → \(to)"
        case (nil, nil): component
        }
    }

    /// `the report failed`; nil for a change of something else.
    public var failureText: String? {
        guard let failedArtifact else { return nil }
        return switch (from, to) {
        case (nil, _): "the \(failedArtifact) failed"
        case (_, nil): "the \(failedArtifact) does not fail any more"
        default: "the \(failedArtifact) failed again, and not as before"
        }
    }

    /// The two values as people are shown them: digests by their first digits, of long texts the part that differs.
    public var shown: (from: String?, to: String?) {
        let (from, to) = (from.map(Self.short), to.map(Self.short))
        guard let from, let to, max(from.count, to.count) > Self.limit else {
            return (from.map { Self.cut($0, to: Self.limit) }, to.map { Self.cut($0, to: Self.limit) })
        }
        let (old, new) = (Array(from), Array(to))
        let head = zip(old, new).prefix { $0 == $1 }.count
        let rest = min(old.count, new.count) - head
        let tail = zip(old.reversed(), new.reversed()).prefix(rest).prefix { $0 == $1 }.count
        return (Self.part(old, head, tail), Self.part(new, head, tail))
    }

    /// The component as a person writes it: a key of the manifest without the word before it.
    var name: String {
        let prefix = "section "
        return component.hasPrefix(prefix) ? String(component.dropFirst(prefix.count)) : component
    }

    /// What is between an equal beginning and an equal end, with a little of both.
    private static func part(_ text: [Character], _ head: Int, _ tail: Int) -> String {
        let start = max(0, head - context)
        let end = min(text.count, text.count - tail + context)
        return (start > 0 ? "…" : "") + cut(String(text[start..<end]), to: limit + 2 * context)
            + (end < text.count ? "…" : "")
    }

    private static func cut(_ text: String, to limit: Int) -> String {
        text.count <= limit ? text : "\(text.prefix(limit - 1))…"
    }

    /// A digest by its first digits. One that the manifest writes is a JSON string.
    private static func short(_ value: String) -> String {
        Digest(value.filter { $0 != "\"" }).map { "sha256:\($0.short)" } ?? value
    }
}

/// The text of a source, as far as Recua looks at it without knowing its kind.
public enum SourceName {
    /// For people: without what may be secret, credentials before the host and all that follows `?` or `#`.
    public static func shown(_ text: String) -> String {
        let bare = text.prefix { $0 != "?" && $0 != "#" }
        let end = bare.endIndex == text.endIndex ? "" : "?…"
        guard let scheme = bare.firstRange(of: "://") else { return bare + end }
        let rest = bare[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        // In `hf://owner/repository@revision` the sign comes after the first slash.
        guard let sign = authority.lastIndex(of: "@") else { return bare + end }
        return bare[..<scheme.upperBound] + "…" + rest[sign...] + end
    }

    /// Scheme and server, or what stands in the server's place; the whole text when it has no scheme.
    static func server(of text: String) -> Substring {
        guard let scheme = text.firstRange(of: "://") else { return text[...] }
        return text[..<(text[scheme.upperBound...].firstIndex { "/?#".contains($0) } ?? text.endIndex)]
    }
}

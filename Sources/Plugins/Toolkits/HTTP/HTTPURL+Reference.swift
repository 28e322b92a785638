extension HTTPURL {
    /// Where a `Location` header leads from here; nil when it is no http address (RFC 3986, section 5.2).
    public func resolving(_ reference: String) -> HTTPURL? {
        if reference.contains("://"), let url = try? HTTPURL(reference) { return url }
        if reference.hasPrefix("//") { return try? HTTPURL("\(scheme.rawValue):\(reference)") }
        if reference.prefix(while: { $0 != "/" && $0 != "?" }).contains(":") { return nil }
        let tail = reference.prefix { $0 != "#" }
        let place = tail.prefix { $0 != "?" }
        var url = self
        url.query =
            place.endIndex < tail.endIndex ? PercentEncoding.normalized(tail[place.endIndex...].dropFirst()) : nil
        if place.isEmpty {
            if url.query == nil { url.query = query }
        } else if place.first == "/" {
            url.path = HTTPURL.withoutDots(PercentEncoding.normalized(place))
        } else {
            let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
            url.path = HTTPURL.withoutDots("\(folder)\(PercentEncoding.normalized(place))")
        }
        return url
    }

    private static func withoutDots(_ path: String) -> String {
        var kept: [Substring] = []
        let pieces = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for piece in pieces where piece != "." {
            if piece == ".." { _ = kept.popLast() } else { kept.append(piece) }
        }
        if let last = pieces.last, last == "." || last == ".." { kept.append("") }
        return "/" + kept.joined(separator: "/")
    }
}

/// What projects, stacks and plugins may be called: what fits into the names of files, images and cloud resources.
enum Name {
    /// `[a-z][a-z0-9-]*`, at most `limit` characters.
    static func isValid(_ text: String, limit: Int) -> Bool {
        guard let first = text.utf8.first, (97...122).contains(first), text.utf8.count <= limit else { return false }
        return text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }
}

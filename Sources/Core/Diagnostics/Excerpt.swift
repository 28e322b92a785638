/// What is shown of the line of a place: of a long one the part around the place, with `…` where it is cut.
struct Excerpt {
    /// Scalars of a line that are shown.
    private static let most = 120
    /// Of those, ahead of the place at least, where the line has them.
    private static let lead = 40

    let text: String
    /// What stands below the text ahead of the caret. Tabs stay tabs, so that the caret stands below its text at any tab
    /// width.
    let indent: String
    /// Of the caret.
    let width: Int

    /// - Returns: nil when there is no text, and when the place lies beyond it.
    init?(_ place: Place) {
        guard let excerpt = place.excerpt else { return nil }
        let scalars = Array(excerpt.unicodeScalars)
        let first = place.excerptColumn ?? 1
        let isCut = scalars.count >= Place.excerptLimit
        guard !isCut || place.start.column - first < scalars.count else { return nil }
        let start = max(0, min(place.start.column - first, scalars.count))
        let last = place.end.line == place.start.line ? place.end.column - first : scalars.count
        let shown = Self.window(around: start, of: scalars.count)
        let isCutAhead = first > 1 || shown.lowerBound > 0
        let isCutBehind = isCut || shown.upperBound < scalars.count
        text = (isCutAhead ? "…" : "") + Self.string(scalars[shown]) + (isCutBehind ? "…" : "")
        let ahead = scalars[shown.lowerBound..<start].map { $0 == "\t" ? $0 : " " }
        indent = (isCutAhead ? " " : "") + Self.string(ahead)
        width = max(1, min(last, shown.upperBound) - start)
    }

    private static func window(around start: Int, of count: Int) -> Range<Int> {
        let first = start <= most - lead ? 0 : min(start - lead, max(0, count - most))
        return first..<min(count, first + most)
    }

    private static func string(_ scalars: some Collection<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(scalars))
    }
}

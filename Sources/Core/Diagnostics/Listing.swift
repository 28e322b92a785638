/// Names in a sentence, the first few of many.
package enum Listing {
    /// `one, two and 3 more`
    package static func text(_ names: [String], most: Int) -> String {
        let shown = names.prefix(most).joined(separator: ", ")
        return names.count > most ? "\(shown) and \(names.count - most) more" : shown
    }
}

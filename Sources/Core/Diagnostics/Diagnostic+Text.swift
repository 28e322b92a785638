extension Diagnostic {
    /// The same with every text changed that a person reads; codes and pointers stay.
    func mapText(_ change: (String) -> String) -> Diagnostic {
        func mapped(_ place: Place?) -> Place? {
            guard var place else { return nil }
            place.file = change(place.file)
            place.excerpt = place.excerpt.map(change)
            return place
        }
        var copy = self
        copy.message = change(message)
        copy.place = mapped(place)
        copy.help = help.map(change)
        copy.related = related.map { Related(change($0.message), at: mapped($0.place)) }
        copy.cause = cause.map(change)
        return copy
    }
}

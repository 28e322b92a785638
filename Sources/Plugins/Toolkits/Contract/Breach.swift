/// A rule was broken: how.
struct Breach: Error {
    let what: String

    init(_ what: String) { self.what = what }
}

/// - Throws: ``Breach`` unless the condition holds.
func demand(_ condition: Bool, _ what: @autoclosure () -> String) throws {
    if !condition { throw Breach(what()) }
}

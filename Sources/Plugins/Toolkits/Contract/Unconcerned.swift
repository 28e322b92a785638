/// A rule does not concern the plugin at hand: why.
struct Unconcerned: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

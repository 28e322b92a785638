/// One thing that is not as it was left.
public struct Difference: Sendable, Hashable, Codable {
    /// What differs: `memory`, `image`. A whole sentence when neither side can be told: `its function was deleted`.
    public var what: String
    /// As it was left; nil when it was not there.
    public var recorded: String?
    /// As it is; nil when it is gone.
    public var found: String?

    public init(_ what: String, recorded: String? = nil, found: String? = nil) {
        self.what = what
        self.recorded = recorded
        self.found = found
    }
}

extension Difference: CustomStringConvertible {
    public var description: String {
        switch (recorded, found) {
        case (nil, nil): what
        case (nil, let found?): "\(what) was added: \(found)"
        case (let recorded?, nil): "\(what) was removed: it was \(recorded)"
        case (let recorded?, let found?): "\(what) was \(recorded) and is \(found)"
        }
    }
}

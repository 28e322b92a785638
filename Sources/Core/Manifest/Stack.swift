/// One model to be served: its sections after defaults, profile and overrides are merged.
public struct Stack: Sendable, Hashable {
    public var name: String
    /// Where its name is written.
    public var place: Place
    public var facts: StackFacts
    /// By name. References in values that are not secret are resolved; secrets are as written.
    public var sections: [String: Node]
    /// The sections that the stack, the profile or an override writes, as opposed to `defaults` alone.
    public var written: Set<String>

    public init(name: String, place: Place, facts: StackFacts, sections: [String: Node], written: Set<String>? = nil) {
        self.name = name
        self.place = place
        self.facts = facts
        self.sections = sections
        self.written = written ?? Set(sections.keys)
    }

    /// The place that a plugin's diagnostic means with its pointer (`/server/context`): the value, or the nearest
    /// thing above it that is written.
    public func place(of pointer: String) -> Place {
        let tokens = pointer.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard tokens.count > 1, let section = sections[String(tokens[1])] else { return place }
        return section.nearest(to: tokens.count > 2 ? "/" + tokens[2] : "").place
    }
}

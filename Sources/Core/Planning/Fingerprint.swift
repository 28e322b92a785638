/// Everything that can change a step's artifact, by name, so that a difference can be explained.
public struct Fingerprint: Sendable, Hashable {
    /// The encoding below and the rules in ``Fingerprint/init(of:in:inputs:files:environment:)``; raised
    /// when either changes in a way that does not show as a change of components.
    static let scheme = "1"

    /// Name to value. Names start with what they are: `plugin`, `section`, `file`, `environment`, `fact`, `artifact`,
    /// and `failure` for an artifact that was not made.
    public var components: [String: String]

    public init(components: [String: String]) { self.components = components }

    init(json: JSON) { components = (json.object ?? [:]).compactMapValues(\.string) }

    var json: JSON { .object(components.mapValues { .string($0) }) }

    /// SHA-256 over the components in order of name, each name and value behind its length, so that no two different
    /// sets are the same bytes.
    public var digest: Digest {
        var hasher = Digest.Hasher()
        func add(_ text: String) {
            let bytes = Array(text.utf8)
            withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hasher.update($0) }
            hasher.update(bytes)
        }
        for (name, value) in components.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            add(name)
            add(value)
        }
        return hasher.finish()
    }

    /// What differs from an earlier fingerprint of the same step, byte by byte: for Swift, strings that only look the
    /// same are equal.
    public func changes(since old: Fingerprint) -> [Change] {
        if isSame(as: old) { return [] }
        let changes = Set(components.keys).union(old.components.keys).sorted().compactMap { name -> Change? in
            let (before, after) = (old.components[name], components[name])
            guard before.map({ Array($0.utf8) }) != after.map({ Array($0.utf8) }) else { return nil }
            return Change(component: name, from: before, to: after)
        }
        return changes.filter { !$0.isTold(by: changes) }
    }

    /// Byte by byte, and without a list of differences: nearly always there is none.
    private func isSame(as other: Fingerprint) -> Bool {
        components.count == other.components.count
            && components.allSatisfy { name, value in
                other.components[name].map { $0.utf8.elementsEqual(value.utf8) } ?? false
            }
    }

    /// One component that is not what it was.
    public struct Change: Sendable, Hashable, Codable {
        public var component: String
        /// nil when it was not there.
        public var from: String?
        /// nil when it is gone.
        public var to: String?

        /// True for a mapping or list that was empty and now is not, or the other way round: what came or went says so.
        /// And for an artifact that failed, or does not fail any more.
        fileprivate func isTold(by others: [Change]) -> Bool {
            if let artifact, others.contains(where: { $0.failedArtifact == artifact }) { return true }
            guard from == nil || to == nil, ["{}", "[]"].contains(from ?? to) else { return false }
            return others.contains { other in
                other.component.hasPrefix("\(component).") || other.component.hasPrefix("\(component)[")
            }
        }
    }
}

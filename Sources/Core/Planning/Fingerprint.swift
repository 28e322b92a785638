/// Everything that can change a step's artifact, by name, so that a difference can be explained.
public struct Fingerprint: Sendable, Hashable {
    /// The encoding below and the rules in ``Fingerprint/init(of:in:sections:inputs:files:failures:isSource:)``; raised
    /// when either changes in a way that does not show as a change of components.
    static let scheme = "1"

    /// In the order of their names' bytes. Thousands are read, made and held against each other for every plan, so they
    /// are no dictionary.
    private(set) var parts: [Part]

    /// Name to value. Names start with what they are: `plugin`, `section`, `file`, `environment`, `fact`, `artifact`,
    /// and `failure` for an artifact that was not made.
    public var components: [String: String] {
        get { Dictionary(parts.map { ($0.name, $0.value) }) { first, _ in first } }
        set { self = Fingerprint(components: newValue) }
    }

    public init(components: [String: String]) { self.init(parts: components.map { Part(name: $0, value: $1) }) }

    /// - Parameter parts: in any order, each name once.
    init(parts: [Part]) {
        self.init(ordered: parts.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    }

    /// - Parameter parts: in the order of their names' bytes, each name once.
    init(ordered parts: [Part]) { self.parts = parts }

    /// One component.
    struct Part: Sendable, Hashable {
        var name: String
        var value: String
    }

    /// The value of one component; nil when it is not there.
    public subscript(name: String) -> String? { parts.first { $0.name == name }?.value }

    /// The names of all components.
    public var names: [String] { parts.map(\.name) }

    /// SHA-256 over the components in order of name, each name and value behind its length, so that no two different
    /// sets are the same bytes.
    public var digest: Digest {
        var hasher = Digest.Hasher()
        func add(_ text: String) {
            let bytes = Array(text.utf8)
            withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hasher.update($0) }
            hasher.update(bytes)
        }
        for part in parts {
            add(part.name)
            add(part.value)
        }
        return hasher.finish()
    }

    /// What differs from an earlier fingerprint of the same step, byte by byte: for Swift, strings that only look the
    /// same are equal.
    public func changes(since old: Fingerprint) -> [Change] {
        if isSame(as: old) { return [] }
        let (now, before) = (components, old.components)
        let changes = Set(now.keys).union(before.keys).sorted().compactMap { name -> Change? in
            let (before, after) = (before[name], now[name])
            guard before.map({ Array($0.utf8) }) != after.map({ Array($0.utf8) }) else { return nil }
            return Change(component: name, from: before, to: after)
        }
        return changes.filter { !$0.isTold(by: changes) }
    }

    /// Byte by byte, and without a list of differences: nearly always there is none.
    private func isSame(as other: Fingerprint) -> Bool {
        parts.count == other.parts.count
            && zip(parts, other.parts).allSatisfy { one, other in
                one.name.utf8.elementsEqual(other.name.utf8) && one.value.utf8.elementsEqual(other.value.utf8)
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

internal import RecuaCore

/// When a hook runs, once its place has come: what it writes under `when`.
enum HookOccasion: String, CaseIterable {
    /// Something has changed for it.
    case changed
    /// In each run.
    case always
    /// What it stands after was not made, since its step or an earlier one failed.
    case failure

    /// - Parameter hook: canonical.
    static func all(of hook: JSON) -> Set<HookOccasion> {
        let words = hook["when"]?.array ?? [hook["when"] ?? .null]
        return Set(words.compactMap { $0.string.flatMap(HookOccasion.init) })
    }

    static let schema = Schema.either(word, .array(of: word, count: 1...allCases.count))

    private static let word = Schema.choice("changed", "always", "failure")
}

/// What there is to do about a lock file: what to ask, what to drop, and what comes of the answers.
///
/// A value: asking is ``Engine/pins(of:in:options:events:)``, writing is ``ManifestLock/change(_:)``.
public struct LockUpdate: Sendable {
    /// The file as it was.
    public let before: LockFile
    /// Sources to be asked about, one for each text, in the order of the manifest.
    public let questions: [SourceUse]
    /// Texts that the manifest does not leave open any more, sorted.
    public let dropped: [String]
    /// Sources that stay open, since their plugin has no place for a digest.
    public let unpinnable: [SourceUse]

    /// - Parameters:
    ///   - sources: of the whole manifest, in whatever profile.
    ///   - stacks: those whose sources are asked about.
    ///   - asksAgain: true to ask about what is locked too.
    ///   - knowsAll: false when `sources` may not be all there are: nothing is dropped then.
    public init(
        of file: LockFile, sources: [SourceUse], in stacks: Set<String>, asksAgain: Bool = false, knowsAll: Bool = true
    ) {
        let open = sources.filter { $0.sha256 == nil }
        let pinnable = Self.once(open.filter(\.canBePinned))
        let texts = Set(pinnable.map(\.text))
        before = file
        questions = Self.once(open.filter { $0.canBePinned && stacks.contains($0.stack) }).filter {
            asksAgain || file.pins[$0.text] == nil
        }
        dropped = knowsAll ? file.pins.keys.filter { !texts.contains($0) }.sorted() : []
        unpinnable = Self.once(open.filter { !$0.canBePinned && stacks.contains($0.stack) })
    }

    /// Whether a lock file would change whatever the answers are.
    public var isDue: Bool { !dropped.isEmpty || questions.contains { before.pins[$0.text] == nil } }

    /// `file`, which may have changed since, with the answers in it and without what is dropped.
    ///
    /// Of bytes that are still the same the entry stays as it is, so that a branch that moves on makes no change.
    public func applied(_ pins: [String: Pin], to file: LockFile) -> LockFile {
        var changed = file
        for text in dropped { changed.pins[text] = nil }
        for (text, pin) in pins { changed.pins[text] = Self.kept(file.pins[text], pin) }
        return changed
    }

    private static func kept(_ old: Pin?, _ new: Pin) -> Pin {
        guard let old, old.sha256 == new.sha256, old.size == new.size, old.url != nil || new.url == nil else {
            return new
        }
        return old
    }

    private static func once(_ uses: [SourceUse]) -> [SourceUse] {
        var seen: Set<String> = []
        return uses.filter { seen.insert($0.text).inserted }
    }
}

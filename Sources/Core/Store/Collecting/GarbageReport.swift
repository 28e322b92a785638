/// What a store holds, item by item, and what was done with it.
public struct GarbageReport: Sendable {
    /// What an item is.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Models, layers, programs: everything that is named by its SHA-256.
        case files
        /// Beginnings of files that were cut off.
        case downloads
        /// What plugins keep of files, such as a copy that may be executed.
        case copies
        /// Small facts that save work.
        case records
        /// What commands said, to be said again.
        case answers
        /// What killed processes had not finished writing.
        case leftovers
        /// Of the project itself: folders of stacks that are gone, and of steps that were cut off.
        case folders
    }

    /// What is done with it, and why.
    public enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// Nobody needs it: it was removed, or would be.
        case removed
        /// Its bytes were not those its name promises; it was removed, or would be.
        case damaged
        /// A ledger names it, or the configuration of something that was deployed.
        case named
        /// A running process needs it.
        case used
        /// It was needed, or came, too short a time ago.
        case young
        /// It may be needed by a project that cannot be asked.
        case unjudged
    }

    /// One file or folder.
    public struct Item: Sendable, Hashable {
        public var kind: Kind
        /// Absolute.
        public var path: String
        /// In bytes on disk.
        public var size: Int64
        public var verdict: Verdict

        public var isRemoved: Bool { verdict == .removed || verdict == .damaged }
    }

    public var items: [Item] = []
    /// The state folders of the projects that were asked.
    public var projects: [String] = []
    /// The state folders of projects that are gone.
    public var forgotten: [String] = []
    /// Stacks of this project that have left its manifest, and whose models and images count no more.
    public var stacks: [String] = []
    /// Why projects could not be asked. While there is one, no file is removed that may be its.
    public var hidden: [Diagnostic] = []
    /// Paths in the store that Recua did not make; they stay.
    public var foreign: [String] = []
    /// What could not be removed, and why.
    public var problems: [Diagnostic] = []

    public init() {}

    /// Number and bytes of what has one of these fates.
    public func sum(_ kind: Kind? = nil, where isMeant: (Item) -> Bool) -> (count: Int, size: Int64) {
        let meant = items.filter { (kind == nil || $0.kind == kind) && isMeant($0) }
        return (meant.count, meant.reduce(0) { $0 + $1.size })
    }
}

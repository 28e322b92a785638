/// One thing that a step will do, as far as it can be told without asking anybody.
public struct Forecast: Sendable, Hashable, Codable {
    /// What it means for the world. Plans count by it.
    public enum Verb: String, Sendable, Hashable, Codable, CaseIterable {
        /// Bytes come to this machine.
        case download
        /// Bytes leave it.
        case send
        /// Something comes to be that costs, answers, or must be taken down some day.
        case create
        /// It is changed and stays what it is, its address too.
        case update
        /// Another one comes in its place, under another address.
        case replace
        /// It goes.
        case delete
        /// Work that leaves nothing outside of Recua's own folders.
        case run
    }

    /// What happens.
    public var verb: Verb
    /// What people read: an order in the plugin's own words, on one line and without secrets, such as
    /// "download `model.gguf` from hf://owner/repository".
    public var text: String
    /// How much is moved; nil when that is not known.
    public var bytes: Int64?
    /// Names what is moved or changed. Forecasts of one identity are one thing, which is done and counted once, though
    /// several stacks ask for it.
    public var identity: String?

    public init(_ verb: Verb, _ text: String, bytes: Int64? = nil, identity: String? = nil) {
        self.verb = verb
        self.text = text
        self.bytes = bytes
        self.identity = identity
    }
}

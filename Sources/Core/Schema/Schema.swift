/// What a value of the manifest may be: checks it with places, fills in defaults, and is published as JSON Schema.
///
/// One schema value per section is the single definition from which the error messages, the editor's completion and
/// the canonical form behind the fingerprint all follow.
public struct Schema: Sendable, Hashable {
    /// The kinds of values.
    public indirect enum Kind: Sendable, Hashable {
        case any
        case boolean
        case integer(ClosedRange<Int64>?)
        case number(ClosedRange<Double>?)
        case string(StringRule)
        /// One of a few words.
        case choice([String])
        case array(of: Schema, count: ClosedRange<Int>?)
        case object(ObjectRule)
        /// The first alternative whose type fits the value decides; alternatives must differ in type or by a key.
        case either([Schema])
    }

    /// What a string must look like.
    public struct StringRule: Sendable, Hashable {
        /// A regular expression that the whole string must match: an I-Regexp (RFC 9485), in which `\d`, `\w`, `\s`, `^`,
        /// `$` and `(?:…)` may stand besides. It takes time in proportion to the string.
        public var pattern: String?
        /// How many characters it has.
        public var length: ClosedRange<Int>?
        /// What it means beyond its letters.
        public var format: Format?
        /// Texts that mean something else than the format says: `scratch`, where images are named.
        public var words: Set<String>

        public init(
            pattern: String? = nil, length: ClosedRange<Int>? = nil, format: Format? = nil, words: Set<String> = []
        ) {
            self.pattern = pattern
            self.length = length
            self.format = format
            self.words = words
        }
    }

    /// A meaning beyond the letters; published as JSON Schema's `format`.
    public enum Format: String, Sendable, Hashable {
        /// A local file or folder, relative to the manifest's folder; its digest enters the fingerprint.
        case path
        /// Where a model comes from: a URL that `fetch` understands, or a path, which is then digested as ``path`` is.
        case source
        /// An image in a registry: `host/name:tag`, with or without `@sha256:…`; `recua lock` pins its digest.
        case image = "oci-image"
        /// A span of time: `500ms`, `30s`, `15m`, `2h`.
        case duration
        /// A number of bytes: `512MiB`, `10GB`, `1048576`.
        case bytes
        /// A program's text, such as a shell's: a `${…}` in it is its own, and stays as it is written.
        case script
    }

    /// The keys of an object.
    public struct ObjectRule: Sendable, Hashable {
        /// The keys that are known.
        public var properties: [Property]
        /// What other keys may hold; nil when there may be none.
        public var additional: Schema?

        public init(properties: [Property], additional: Schema? = nil) {
            self.properties = properties
            self.additional = additional
        }
    }

    /// A key of an object, and what it may hold.
    public struct Property: Sendable, Hashable {
        /// As it is written.
        public var name: String
        /// What it may hold.
        public var schema: Schema
        /// True when leaving it out is a mistake.
        public var isRequired: Bool

        public init(name: String, schema: Schema, isRequired: Bool) {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
        }
    }

    /// Which values are accepted.
    public var kind: Kind
    /// One line for the editor and the reference page.
    public var summary: String?
    /// What a missing key stands for. It enters the canonical form, so writing it out changes no fingerprint.
    public var defaultValue: JSON?
    /// Values that are right, for the editor.
    public var examples: [JSON]
    /// True for values that may hold a secret: a `${env:…}` in it stays a reference until a step asks for it.
    public var isSecret: Bool

    public init(
        _ kind: Kind, summary: String? = nil, defaultValue: JSON? = nil, examples: [JSON] = [], isSecret: Bool = false
    ) {
        self.kind = kind
        self.summary = summary
        self.defaultValue = defaultValue
        self.examples = examples
        self.isSecret = isSecret
    }
}

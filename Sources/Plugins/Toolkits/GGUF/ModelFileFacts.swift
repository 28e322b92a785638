/// What a model file is and holds, as `recua inspect` shows it.
public struct ModelFileFacts: Codable, Sendable, Hashable {
    public enum Format: String, Codable, Sendable, Hashable {
        /// Weights alone.
        case gguf
        /// Engine and weights in one.
        case llamafile
        /// An engine alone.
        case engine
    }

    /// The program in the file.
    public struct Engine: Codable, Sendable, Hashable {
        public enum Kind: String, Codable, Sendable, Hashable {
            /// Runs on several systems by way of a shell.
            case portable
            case elf
            /// Text for an interpreter.
            case script
        }

        public var kind: Kind
        /// `amd64`, `arm64`; empty when nothing in the file says.
        public var architectures: [String]

        public init(kind: Kind, architectures: [String]) {
            self.kind = kind
            self.architectures = architectures
        }
    }

    public var format: Format
    /// In bytes; nil when a server does not say.
    public var size: Int64?
    public var engine: Engine?
    public var weights: WeightsFacts?
    /// True when the file ends in an archive, as every llamafile does.
    public var hasArchive = false
    /// The arguments that a llamafile brings along (its member `.args`), as written.
    public var arguments: String?

    public init(
        format: Format, size: Int64?, engine: Engine? = nil, weights: WeightsFacts? = nil, arguments: String? = nil
    ) {
        self.format = format
        self.size = size
        self.engine = engine
        self.weights = weights
        self.arguments = arguments
    }
}

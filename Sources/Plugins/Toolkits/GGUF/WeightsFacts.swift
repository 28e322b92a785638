/// What a GGUF file says of the model in it. Sizes in bytes.
public struct WeightsFacts: Codable, Sendable, Hashable {
    /// The member of the llamafile; nil for a file that is GGUF itself.
    public var member: String?
    /// Where the GGUF begins in the file.
    public var offset: Int64
    public var size: Int64
    public var version: Int
    /// `llama`, `qwen3`, …
    public var architecture: String?
    public var name: String?
    /// As the author rounds it: `135M`.
    public var sizeLabel: String?
    public var license: String?
    /// `Q4_1`, `Q8_0`, …
    public var quantization: String?
    /// The types of its tensors, the one with the most parameters first.
    public var mix: [TensorShare]
    /// Which part of a model in several files this is; nil for a whole one.
    public var split: SplitPart?
    public var parameters: Int64
    public var tensors: Int64
    /// Tokens of context the model was trained for.
    public var contextLength: Int64?
    public var blocks: Int64?
    public var embeddingLength: Int64?
    /// One for each layer, or one for all.
    public var heads: [Int64]
    public var keyValueHeads: [Int64]
    public var keyLength: Int64?
    public var valueLength: Int64?
    public var vocabulary: Int64?
    /// True when the file brings a chat template.
    public var hasChatTemplate: Bool

    init(_ header: GGUFHeader, member: String? = nil, offset: Int64, size: Int64) {
        let values = header.metadata
        let architecture = values["general.architecture"]?.string
        func own(_ key: String) -> GGUFValue? { architecture.flatMap { values["\($0).\(key)"] } }
        func perLayer(_ key: String) -> [Int64] {
            switch own(key) {
            case .integer(let count): [count]
            case .integers(let counts): counts
            default: []
            }
        }
        self.member = member
        self.offset = offset
        self.size = size
        self.architecture = architecture
        version = Int(header.version)
        name = values["general.name"]?.string
        sizeLabel = values["general.size_label"]?.string
        license = values["general.license"]?.string
        quantization =
            values["general.file_type"]?.integer.flatMap { TensorType.quantization(fileType: $0) }
            ?? header.tensors.mix.first?.type
        mix = header.tensors.mix
        split = SplitPart(values)
        parameters = header.tensors.parameters
        tensors = header.tensors.count
        contextLength = own("context_length")?.integer
        blocks = own("block_count")?.integer
        embeddingLength = own("embedding_length")?.integer
        heads = perLayer("attention.head_count")
        let keyValueHeads = perLayer("attention.head_count_kv")
        self.keyValueHeads = keyValueHeads.isEmpty ? heads : keyValueHeads
        keyLength = own("attention.key_length")?.integer
        valueLength = own("attention.value_length")?.integer
        if case .list(let count)? = values["tokenizer.ggml.tokens"] {
            vocabulary = count
        } else {
            vocabulary = own("vocab_size")?.integer
        }
        hasChatTemplate = values["tokenizer.chat_template"] != nil
    }
}

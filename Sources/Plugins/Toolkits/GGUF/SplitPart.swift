/// A file's place among the files of one model, as `llama-gguf-split` makes them.
public struct SplitPart: Codable, Sendable, Hashable {
    /// From 1, as in `model-00001-of-00003.gguf`.
    public var number: Int64
    public var count: Int64
    /// In all parts together.
    public var tensors: Int64?

    /// - Returns: nil for a model in one file.
    init?(_ values: [String: GGUFValue]) {
        guard let count = values["split.count"]?.integer, count > 1, let index = values["split.no"]?.integer,
            (0..<count).contains(index)
        else { return nil }
        number = index + 1
        self.count = count
        tensors = values["split.tensors.count"]?.integer
    }
}

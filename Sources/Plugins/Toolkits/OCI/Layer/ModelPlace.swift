/// Where a model's file is in an image. The same for every stack, so that stacks share layers.
public struct ModelPlace: Sendable, Hashable {
    /// Relative: `opt/recua/engine`.
    public let path: String
    /// Permission bits.
    public let mode: Int

    public static func llamafile(named name: String) -> ModelPlace { .init(path: "opt/recua/\(name)", mode: 0o755) }
    public static let engine = ModelPlace(path: "opt/recua/engine", mode: 0o755)
    public static func weights(named name: String) -> ModelPlace {
        .init(path: "opt/recua/weights/\(name)", mode: 0o644)
    }
}

internal import RecuaOCI

/// The parts of a stack that shape its image.
public struct ImageSections: Codable, Sendable, Hashable {
    public var image: ImageSection?
    public var server: ServerSection?
    public var function: FunctionFacts?

    /// What the image reads of the function.
    public struct FunctionFacts: Codable, Sendable, Hashable {
        /// `x86_64` or `arm64`.
        public var architecture: String?
    }

    /// The processor that the image is made for.
    ///
    /// - Returns: nil for a word that Lambda does not have.
    func architecture(on target: String) -> Architecture? {
        .running(on: target, function: function?.architecture, image: image?.architecture?.rawValue)
    }
}

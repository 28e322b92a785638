extension Schema {
    /// The name of an image in a registry: what `recua lock` pins to a digest.
    ///
    /// - Parameter words: texts that name no image: `scratch`.
    public static func image(except words: String...) -> Schema {
        Schema(.string(StringRule(format: .image, words: Set(words))))
    }

    /// Whether this is the name of an image.
    var isImageText: Bool {
        if case .string(let rule) = kind { rule.format == .image } else { false }
    }
}

extension Schema.StringRule {
    /// Whether `text` is the name of an image, and neither a word of its own nor a path, which is a mistake there.
    func names(anImage text: String) -> Bool {
        format == .image && !words.contains(text) && !text.isEmpty && !text.hasPrefix(".") && !text.hasPrefix("/")
    }
}

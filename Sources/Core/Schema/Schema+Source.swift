/// A source is a file from somewhere: what `recua lock` pins.
///
/// Recua knows one by its schema: a string of format ``Format/source``, or a mapping that has such a string as `url`,
/// and `sha256` beside it. A plugin in another language declares the same as JSON Schema.
extension Schema {
    /// A source: a text, or a mapping with `url`, `sha256`, `size`, `mirrors` and keys of the plugin's own.
    ///
    /// - Parameters:
    ///   - place: the text of one place, ``Format/source``; secret when it may hold a token.
    ///   - more: what the mapping may hold besides.
    public static func source(_ place: Schema = .string(format: .source).secret, _ more: [Property] = []) -> Schema {
        .either(
            place,
            .object(
                [
                    .required("url", place),
                    .optional("sha256", .string(pattern: "[0-9A-Fa-f]{64}").about("What the file must be")),
                    .optional(
                        "size",
                        .integer(0 ... .max).about("How long it must be, in bytes; looked at before it is fetched")),
                    .optional("mirrors", .array(of: place).about("Other places of the same file, tried in order")),
                ] + more
            )
        )
    }

    /// Whether this is the text of a source.
    var isSourceText: Bool {
        if case .string(let rule) = kind { rule.format == .source } else { false }
    }

    /// Whether a value may be, or hold, the text of a source.
    var hasSources: Bool {
        switch kind {
        case .string: isSourceText || isImageText
        case .array(let items, _): items.hasSources
        case .object(let rule): rule.properties.contains { $0.schema.hasSources } || rule.additional?.hasSources == true
        case .either(let alternatives): alternatives.contains(where: \.hasSources)
        default: false
        }
    }

    /// The mapping that a source may be written as, here or in one of the alternatives; nil when it has no place for a
    /// digest.
    var sourceRule: ObjectRule? {
        switch kind {
        case .object(let rule) where rule.isSource: rule
        case .either(let alternatives): alternatives.lazy.compactMap(\.sourceRule).first
        default: nil
        }
    }
}

extension Schema.ObjectRule {
    /// Whether this is the mapping of a source.
    var isSource: Bool { self["url"]?.isSourceText == true && self["sha256"] != nil }

    subscript(key: String) -> Schema? { properties.first { $0.name == key }?.schema }
}

extension YAMLComposer {
    /// The part of a tag after YAML's own prefix: `str` of `!!str`.
    private func standardName(_ tag: String) -> String? {
        tag.hasPrefix("tag:yaml.org,2002:") ? String(tag.dropFirst(18)) : nil
    }

    mutating func checkTag(_ event: YAMLEvent, isAllowed name: String) {
        guard let tag = event.tag, tag != "!", standardName(tag) != name else { return }
        diagnostics.append(unknownTag(tag, at: place(event.start, event.end)))
    }

    mutating func content(of scalar: YAMLEvent.Scalar, tag: String?, at place: Place) -> Node.Content {
        guard let tag, tag != "!" else {
            return scalar.isPlain && tag == nil ? CoreScalar.content(of: scalar.text) : .string(scalar.text)
        }
        let content = CoreScalar.content(of: scalar.text)
        switch (standardName(tag), content) {
        case ("str", _): return .string(scalar.text)
        case ("int", .integer), ("bool", .bool), ("null", .null), ("float", .number): return content
        case ("float", .integer(let value)): return .number(Double(value))
        case ("int", _), ("bool", _), ("null", _), ("float", _):
            let short = tag.dropFirst(18)
            diagnostics.append(Diagnostic("manifest.tag", "`\(scalar.text)` is no `!!\(short)`", at: place))
        default: diagnostics.append(unknownTag(tag, at: place))
        }
        return .string(scalar.text)
    }

    private func unknownTag(_ tag: String, at place: Place) -> Diagnostic {
        let shown = standardName(tag).map { "!!\($0)" } ?? tag
        return Diagnostic(
            "manifest.tag", "unknown tag `\(shown)`", at: place,
            help: "known tags: `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`"
        )
    }
}

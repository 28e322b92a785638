extension SchemaImporter {
    func words(_ json: JSON, _ pointer: String) throws -> [String]? {
        guard let values = json["enum"]?.array ?? json["const"].map({ [$0] }) else { return nil }
        let words = values.compactMap(\.string)
        guard words.count == values.count, !words.isEmpty else {
            throw unsupported("`enum` and `const` of anything but strings", pointer)
        }
        return words
    }

    func integers(_ json: JSON, _ pointer: String) throws -> ClosedRange<Int64>? {
        let lower = json["minimum"]?.integer ?? json["exclusiveMinimum"]?.integer.map { $0 == .max ? $0 : $0 + 1 }
        let upper = json["maximum"]?.integer ?? json["exclusiveMaximum"]?.integer.map { $0 == .min ? $0 : $0 - 1 }
        return try range(lower, upper, within: .min ... .max, pointer)
    }

    func numbers(_ json: JSON, _ pointer: String) throws -> ClosedRange<Double>? {
        let lower = json["minimum"]?.number ?? json["exclusiveMinimum"]?.number?.nextUp
        let upper = json["maximum"]?.number ?? json["exclusiveMaximum"]?.number?.nextDown
        let all = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
        return try range(lower, upper, within: all, pointer)
    }

    func counts(_ json: JSON, _ noun: String, _ pointer: String) throws -> ClosedRange<Int>? {
        let lower = json["min\(noun)"]?.integer.map { max(0, Int($0)) }
        return try range(lower, json["max\(noun)"]?.integer.map { Int($0) }, within: 0 ... .max, pointer)
    }

    private func range<Bound: Comparable>(
        _ lower: Bound?, _ upper: Bound?, within all: ClosedRange<Bound>, _ pointer: String
    ) throws -> ClosedRange<Bound>? {
        guard lower != nil || upper != nil else { return nil }
        let (lower, upper) = (lower ?? all.lowerBound, upper ?? all.upperBound)
        guard lower <= upper else { throw unsupported("a minimum above its maximum", pointer) }
        return lower...upper
    }

    func string(_ json: JSON, _ pointer: String) throws -> Schema.StringRule {
        var rule = Schema.StringRule(
            length: try counts(json, "Length", pointer), format: json["format"]?.string.flatMap { .init(rawValue: $0) }
        )
        rule.pattern = try json["pattern"]?.string.map { try self.pattern($0, pointer) }
        return rule
    }

    /// For the whole text.
    private func pattern(_ pattern: String, _ pointer: String) throws -> String {
        do {
            _ = try TextPattern(pattern)
            let whole = Schema.wholePattern(searching: pattern)
            _ = try TextPattern(whole)
            return whole
        } catch {
            var problem = unsupported(
                "the pattern `\(SchemaChecker.cut(pattern))` is not understood: \(error)", pointer)
            problem.help = TextPattern.accepted
            throw problem
        }
    }

    func object(_ json: JSON, _ pointer: String) throws -> Schema.ObjectRule {
        let required = Set((json["required"]?.array ?? []).compactMap(\.string))
        let properties = try (json["properties"]?.object ?? [:]).sorted { $0.key < $1.key }.map { name, value in
            Schema.Property(
                name: name, schema: try inner(value, at: "\(pointer)/properties/\(name)"),
                isRequired: required.contains(name)
            )
        }
        let additional = json["additionalProperties"] ?? true
        return Schema.ObjectRule(
            properties: properties,
            additional: additional == false ? nil : try inner(additional, at: "\(pointer)/additionalProperties")
        )
    }
}

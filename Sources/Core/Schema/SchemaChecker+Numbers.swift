extension SchemaChecker {
    mutating func check(_ node: Node, _ range: ClosedRange<Int64>?, _ name: String) {
        guard let range, let value = node.wholeNumber, !range.contains(value) else { return }
        let lower = range.lowerBound == .min ? nil : "\(range.lowerBound)"
        let upper = range.upperBound == .max ? nil : "\(range.upperBound)"
        report("range", "`\(name)` must be \(Self.bounds(lower, upper)), found \(value)", at: node)
    }

    mutating func check(_ node: Node, _ range: ClosedRange<Double>?, _ name: String) {
        guard let value = node.anyNumber else { return }
        guard value.isFinite else {
            return report("range", "`\(name)` must be a finite number, found \(value)", at: node)
        }
        guard let range, !range.contains(value) else { return }
        let lower = range.lowerBound <= -.greatestFiniteMagnitude ? nil : JSON.number(range.lowerBound).text()
        let upper = range.upperBound >= .greatestFiniteMagnitude ? nil : JSON.number(range.upperBound).text()
        report("range", "`\(name)` must be \(Self.bounds(lower, upper)), found \(JSON.number(value).text())", at: node)
    }

    static func bounds(_ lower: String?, _ upper: String?) -> String {
        switch (lower, upper) {
        case (let lower?, let upper?) where lower == upper: lower
        case (let lower?, let upper?): "from \(lower) to \(upper)"
        case (let lower?, nil): "at least \(lower)"
        case (nil, let upper?): "at most \(upper)"
        case (nil, nil): "a number"
        }
    }
}

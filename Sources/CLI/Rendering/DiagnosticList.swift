import RecuaCore

/// Diagnostics for people: all of them when they are few; else some of each kind, and how many there are more.
struct DiagnosticList {
    /// More than these are not all shown.
    private static let most = 20
    /// Kinds of which it is said how many more there are.
    private static let kinds = 5

    /// In their order.
    let shown: [Diagnostic]
    /// How many of each code are not shown, the most first.
    let rest: [(code: String, count: Int)]

    /// - Parameter isWhole: true to show all, however many there are.
    init(_ all: [Diagnostic], isWhole: Bool = false) {
        guard all.count > Self.most, !isWhole else {
            (shown, rest) = (all, [])
            return
        }
        var byCode: [String: [Int]] = [:]
        for (index, diagnostic) in all.enumerated() { byCode[diagnostic.code, default: []].append(index) }
        let chosen = Self.chosen(of: byCode)
        shown = chosen.sorted().map { all[$0] }
        rest = byCode.map { code, places in (code: code, count: places.count { !chosen.contains($0) }) }
            .filter { $0.count > 0 }.sorted { ($1.count, $0.code) < ($0.count, $1.code) }
    }

    /// Takes the first of each kind, then the second of each, and so on: a rare mistake is not lost among many alike.
    private static func chosen(of byCode: [String: [Int]]) -> Set<Int> {
        let kinds = byCode.values.sorted { $0[0] < $1[0] }
        var chosen: Set<Int> = []
        var round = 0
        while chosen.count < most {
            for places in kinds where round < places.count && chosen.count < most { chosen.insert(places[round]) }
            round += 1
        }
        return chosen
    }

    /// Shows them on standard error.
    func tell(_ output: Output) {
        for diagnostic in shown { output.report(diagnostic) }
        if !rest.isEmpty { output.tell(ending(output.errorStyle)) }
    }

    /// `… and 980 more: 978 plan.no-provider, 2 image.base; recua validate --all shows all of them`
    private func ending(_ style: TextStyle) -> String {
        let count = rest.reduce(0) { $0 + $1.count }
        let named = rest.prefix(Self.kinds).map { "\($0.count) \($0.code)" }.joined(separator: ", ")
        let others = rest.count > Self.kinds ? ", …" : ""
        return style(.bold, "… and \(count) more:")
            + " \(named)\(others); `recua validate --all` shows all of them, `--json` as JSON"
    }
}

extension Output {
    /// Tells what is wrong, and what is odd. Programs are told all of it.
    func report(_ diagnostics: [Diagnostic], isWhole: Bool = false) {
        DiagnosticList(diagnostics, isWhole: isWhole || manner.lines != nil).tell(self)
    }
}

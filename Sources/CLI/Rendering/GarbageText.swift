import RecuaCore

/// What `recua gc` did, for people and for programs.
struct GarbageText {
    var report: GarbageReport
    /// As the user wrote it.
    var age: String
    var isDry: Bool

    /// What went, by kind, and what stays and why.
    func text(_ style: TextStyle) -> String {
        let gone = report.sum { $0.isRemoved }
        guard gone.count > 0 else { return ["nothing to remove", staying].compactMap { $0 }.joined(separator: "\n") }
        var table = Table()
        for kind in GarbageReport.Kind.allCases {
            let (count, size) = report.sum(kind) { $0.isRemoved }
            if count > 0 { table.add([.init(kind.rawValue, .bold), .init("\(count)"), .init(Quantity.bytes(size))]) }
        }
        let freed = "\(isDry ? "would free" : "freed") \(Quantity.bytes(gone.size))"
        return [table.text(style), style(.green, freed), staying].compactMap { $0 }.joined(separator: "\n")
    }

    /// Of what is worth a word: records are small, and some are kept for long.
    private var staying: String? {
        let staying = report.items.filter { !$0.isRemoved && $0.kind != .records }
        let reasons: [(GarbageReport.Verdict, String)] = [
            (.named, "named by \(Quantity.count(report.projects.count, "project"))"), (.used, "in use"),
            (.young, "younger than \(age)"), (.unjudged, "perhaps of a project that cannot be asked"),
        ]
        let parts = reasons.compactMap { verdict, words in
            let sizes = staying.filter { $0.verdict == verdict }.map(\.size)
            return sizes.isEmpty ? nil : "\(Quantity.bytes(sizes.reduce(0, +))) \(words)"
        }
        let size = staying.reduce(0) { $0 + $1.size }
        return parts.isEmpty ? nil : "\(Quantity.bytes(size)) stay: \(parts.joined(separator: ", "))"
    }

    /// What else a person should know.
    func notes(_ style: TextStyle) -> [String] {
        let damaged = report.items.filter { $0.verdict == .damaged }.map {
            "\(style(.yellow, "damaged")): `\($0.path)`\(isDry ? "" : " was removed"); the next run brings it again"
        }
        let forgotten = report.forgotten.map { "forgotten, since it is gone: \($0)" }
        let foreign =
            report.foreign.isEmpty
            ? []
            : ["left alone, since it is not Recua's: \(DisplayText.line(report.foreign.joined(separator: ", ")))"]
        let stacks = report.stacks.map { "no longer in the manifest, and forgotten: \($0)" }
        return damaged + forgotten + stacks + foreign + (report.hidden + report.problems).map { style.text($0) }
    }

    var json: JSON {
        let gone = report.items.filter(\.isRemoved)
        return [
            "version": OutputVersion.current, "dryRun": .bool(isDry),
            "freed": .integer(gone.reduce(0) { $0 + $1.size }),
            "removed": .array(gone.map(\.json)), "stays": .object(stays),
            "projects": .array(report.projects.map { .string($0) }),
            "forgotten": .array(report.forgotten.map { .string($0) }),
            "stacks": .array(report.stacks.map { .string($0) }),
            "foreign": .array(report.foreign.map { .string($0) }),
            "notes": .array(report.hidden.map(\.json)), "problems": .array(report.problems.map(\.json)),
        ]
    }

    private var stays: [String: JSON] {
        let verdicts = GarbageReport.Verdict.allCases.filter { $0 != .removed && $0 != .damaged }
        return Dictionary(
            uniqueKeysWithValues: verdicts.map { verdict in
                let (count, size) = report.sum { $0.verdict == verdict }
                return (verdict.rawValue, ["count": .integer(Int64(count)), "size": .integer(size)])
            })
    }
}

extension GarbageReport.Item {
    fileprivate var json: JSON {
        [
            "kind": .string(kind.rawValue), "path": .string(path), "size": .integer(size),
            "verdict": .string(verdict.rawValue),
        ]
    }
}

import RecuaCore

/// What `recua adopt` found, as a person reads it.
struct AdoptionText {
    private let result: AdoptionResult
    private let style: TextStyle
    /// Of the column of plugin names.
    private let width: Int

    init(_ result: AdoptionResult, _ style: TextStyle) {
        self.result = result
        self.style = style
        width = StepColumn.width(of: result.steps.map(\.name.plugin))
    }

    /// A block for each stack of which something new was found or is to be said, a line that counts, and one that says
    /// where nobody has looked.
    var text: String {
        guard !result.steps.isEmpty else {
            return (["the manifest declares no stacks"] + unasked).joined(separator: "\n")
        }
        let blocks = result.stacks.filter { !isKnown($0) }.map { stack in
            ([style(.bold, stack)] + result.steps(of: stack).flatMap(lines)).joined(separator: "\n")
        }
        return (blocks + [summary] + unasked).joined(separator: "\n")
    }

    /// ``not asked: lambda, local, which no stack here has as its target; `recua adopt --target lambda` asks one``
    private var unasked: [String] {
        guard let first = result.unasked.first else { return [] }
        let names = result.unasked.joined(separator: ", ")
        return [
            style(
                .dim,
                "not asked: \(names), which no stack here has as its target; `recua adopt --target \(first)` asks \(result.unasked.count == 1 ? "it" : "one")"
            )
        ]
    }

    private func isKnown(_ stack: String) -> Bool {
        result.steps(of: stack).allSatisfy { if case .known = $0.outcome { true } else { false } }
    }

    private var summary: String {
        let count = result.foundCount
        guard count > 0 else { return "nothing was found that the ledger does not know" }
        let words = "\(Quantity.count(count, "result")) \(result.isRecorded ? "recorded" : "would be recorded")"
        return style(.green, words) + (result.isRecorded ? "; `recua plan` shows what is left to do" : "")
    }

    private func lines(_ step: AdoptionResult.Step) -> [String] {
        let name = DisplayText.pad(step.name.plugin, to: width)
        func found(_ artifact: JSON) -> String { ArtifactText.line(step.name.kind, artifact) }
        switch step.outcome {
        case .known: return [line(.green, "✓", name, style(.dim, "known"))]
        case .adopted(let artifact): return [line(.green, "✓", name, found(artifact))]
        case .differs(let artifact, let differences):
            return [line(.yellow, "●", name, found(artifact))] + differences.map { note("\($0)") }
        case .stray(let artifact):
            return [
                line(.yellow, "●", name, found(artifact)),
                note("the manifest does not have it: `recua down --orphans` takes it down"),
            ]
        case .conflict(let artifacts):
            let advice = "more than one says it is this; take down what is too much, and run `recua adopt` again"
            return [line(.red, "✗", name, advice)] + artifacts.map { note(place(of: $0) ?? found($0)) }
        case .absent: return [line(.dim, "–", name, style(.dim, "nothing was found; `recua up` makes it"))]
        case .left(let problems):
            let reason = problems.first.map { ": \(DisplayText.line($0.message))" } ?? ""
            return [line(.dim, "·", name, style(.dim, "left to `recua up`\(reason)"))]
        case .failed(let problems):
            return [line(.red, "✗", name, DisplayText.line(problems.first?.message ?? "failed"))]
        }
    }

    private func line(_ color: TextStyle.Color, _ sign: String, _ name: String, _ text: String) -> String {
        "  \(style(color, sign)) \(name)  \(text)"
    }

    private func note(_ text: String) -> String { "    \(DisplayText.pad("", to: width))  \(DisplayText.line(text))" }

    /// A deployment with the name and the place that its provider knows it by.
    private func place(of artifact: JSON) -> String? {
        guard let deployment = try? artifact.decode(Deployment.self) else { return nil }
        let parts = [deployment.resources["stack"], deployment.region].compactMap(\.self)
        return "\(deployment.url)\(parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))")"
    }
}

import RecuaCore
import RecuaGGUF

extension ModelReport {
    func text(_ style: TextStyle, columns: Int?) -> String {
        let title = facts.weights?.name.flatMap { $0.isEmpty ? nil : $0 }
        let head = [title.map { style(.bold, DisplayText.line($0)) }, DisplayText.line(name)].compactMap { $0 }
        let parts = [
            head.joined(separator: "\n"), list.text(style, columns: columns), memoryTable.text(style),
            memoryNote(style),
            FindingsText.text(findings, style),
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private var list: FactList {
        var list = FactList()
        list.add("format", format)
        list.add("size", facts.size.map { Quantity.bytes($0) } ?? "not said by the server")
        list.add("sha256", sha256?.hex)
        list.add("pinned", pinned.flatMap { $0 == name ? nil : $0 })
        list.add("program", facts.engine.map(program))
        list.add("arguments", facts.arguments.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") })
        if let weights = facts.weights { addWeights(weights, to: &list) }
        return list
    }

    private func addWeights(_ weights: WeightsFacts, to list: inout FactList) {
        list.add("part", weights.split.map { "\($0.number) of \($0.count)" })
        list.add("architecture", weights.architecture)
        list.add("parameters", Self.count(weights.parameters))
        list.add("quantisation", quantization(weights))
        list.add("trained context", weights.contextLength.map { "\($0) tokens" })
        list.add("layers", layers(weights))
        list.add("vocabulary", weights.vocabulary.map { "\($0) tokens" })
        list.add("chat template", weights.hasChatTemplate ? "yes" : "no")
        list.add("licence", weights.license)
    }

    private var format: String {
        switch facts.format {
        case .gguf: "GGUF \(facts.weights?.version ?? 3): weights alone"
        case .llamafile: "llamafile: engine and weights, GGUF \(facts.weights?.version ?? 3)"
        case .engine: "a program without weights"
        }
    }

    private func program(_ engine: ModelFileFacts.Engine) -> String {
        let machines = engine.architectures.joined(separator: ", ")
        switch engine.kind {
        case .portable: return "portable: \(machines)"
        case .elf: return "ELF: \(machines.isEmpty ? "another processor" : machines)"
        case .script: return "a script"
        }
    }

    /// `Q4_K_M: Q4_K 82 %, Q6_K 17 %, F32 1 %`; parts below a thousandth are left out.
    private func quantization(_ weights: WeightsFacts) -> String? {
        let all = Double(max(1, weights.parameters))
        let shares = weights.mix.compactMap { share -> String? in
            let part = Double(share.parameters) * 100 / all
            return part < 0.1 || part > 100 ? nil : "\(share.type) \(part >= 99.95 ? "100" : Quantity.decimal(part)) %"
        }
        guard let name = weights.quantization else { return shares.isEmpty ? nil : shares.joined(separator: ", ") }
        return shares.isEmpty ? name : "\(name) (\(shares.joined(separator: ", ")))"
    }

    private func layers(_ weights: WeightsFacts) -> String? {
        guard let blocks = weights.blocks else { return nil }
        guard let heads = weights.heads.max() else { return "\(blocks)" }
        let keyValue = Set(weights.keyValueHeads).sorted().map(String.init).joined(separator: " or ")
        return "\(blocks), with \(heads) heads, \(keyValue) for keys and values"
    }

    private var memoryTable: Table {
        var table = Table()
        guard let first = memory.first else { return table }
        table.add(["context", "weights", "cache", "the rest", "in all, about", "on Lambda"].map { .init($0, .dim) })
        for estimate in memory {
            let rest = estimate.total - estimate.weights - estimate.keyValueCache
            let lambda = LambdaMemory(holding: estimate.total)
            table.add([
                .init("\(estimate.context)"), .init(Quantity.bytes(first.weights)),
                .init(Quantity.bytes(estimate.keyValueCache)), .init(Quantity.bytes(max(0, rest))),
                .init(Quantity.bytes(estimate.total), .bold),
                lambda.map { .init("\($0.megabytes) MB, \($0.cores) cores") } ?? .init("does not fit", .yellow),
            ])
        }
        return table
    }

    private func memoryNote(_ style: TextStyle) -> String {
        guard memory.contains(where: { LambdaMemory(holding: $0.total) != nil }) else { return "" }
        return style(.dim, "From 8846 MB on, a function has all 6 cores.")
    }

    /// `135 M`, `7.2 B`.
    private static func count(_ parameters: Int64) -> String {
        parameters >= 1_000_000_000
            ? "\(Quantity.decimal(Double(parameters) / 1e9)) B" : "\(Quantity.decimal(Double(parameters) / 1e6)) M"
    }
}

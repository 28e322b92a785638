import RecuaCore
import RecuaGGUF

extension InspectCommand {
    /// What a GGUF or llamafile holds.
    func inspectModel(_ path: String, _ output: Output) throws {
        let facts = try ModelFile.inspect(path: path)
        guard !json else {
            var value = try JSON(encoding: facts)
            value["version"] = OutputVersion.current
            return output.print(json: value)
        }
        output.print(Self.table(facts).text(output.style))
    }

    private static func table(_ facts: ModelFileFacts) -> Table {
        var table = Table()
        func add(_ name: String, _ value: String?) {
            if let value { table.add([.init(name, .dim), .init(value)]) }
        }
        add("format", facts.format.rawValue)
        add("size", Quantity.bytes(facts.size))
        add("engine", facts.engine.map { "\($0.kind.rawValue) \($0.architectures.joined(separator: ", "))" })
        add("arguments", facts.arguments)
        guard let weights = facts.weights else { return table }
        add("model", weights.name)
        add("architecture", weights.architecture)
        add("parameters", count(weights.parameters))
        add("quantisation", weights.quantization)
        add("trained context", weights.contextLength.map { "\($0) tokens" })
        add("layers", weights.blocks.map(String.init))
        add("vocabulary", weights.vocabulary.map { "\($0) tokens" })
        add("chat template", weights.hasChatTemplate ? "yes" : "no")
        add("licence", weights.license)
        for context in [4096, weights.contextLength ?? 0] where context > 0 {
            let estimate = weights.memory(context: context)
            let parts = "weights \(Quantity.bytes(estimate.weights)), context \(Quantity.bytes(estimate.keyValueCache))"
            add("memory at \(context)", "about \(Quantity.bytes(estimate.total)), of which \(parts)")
        }
        return table
    }

    /// `135 M`, `7.2 B`.
    private static func count(_ parameters: Int64) -> String {
        parameters >= 1_000_000_000
            ? "\(Quantity.decimal(Double(parameters) / 1e9)) B" : "\(Quantity.decimal(Double(parameters) / 1e6)) M"
    }
}

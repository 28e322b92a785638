import RecuaCore
import RecuaGGUF
import RecuaOCI

/// What `recua inspect` says of a model file.
struct ModelReport {
    /// As it was named, without secrets.
    let name: String
    let facts: ModelFileFacts
    /// What serving it takes, for each context in question.
    let memory: [MemoryEstimate]
    let findings: [Diagnostic]
    /// What its server says that it is.
    let sha256: Digest?
    let pinned: String?

    /// - Parameters:
    ///   - context: tokens; nil for 4096 and for what the model was trained for.
    ///   - architecture: what it is to run on; nil when that does not matter.
    init(
        name: String, facts: ModelFileFacts, context: Int64?, architecture: Architecture?, sha256: Digest? = nil,
        pinned: String? = nil
    ) {
        self.name = name
        self.facts = facts
        self.sha256 = sha256
        self.pinned = pinned
        memory = Self.contexts(facts.weights, context).compactMap { facts.weights?.memory(context: $0) }
        findings =
            facts.findings(architecture: architecture?.rawValue)
            + [Self.tooLarge(facts), Self.tooMuch(memory)].compactMap { $0 }
    }

    private static func contexts(_ weights: WeightsFacts?, _ chosen: Int64?) -> [Int64] {
        if let chosen { return [chosen] }
        guard let trained = weights?.contextLength, trained > 0 else { return [4096] }
        return trained > 4096 ? [4096, trained] : [trained]
    }

    private static func tooLarge(_ facts: ModelFileFacts) -> Diagnostic? {
        guard let size = facts.size, size > LintRule.largestImage else { return nil }
        return Diagnostic(
            "limit.image-size", "the file is \(Quantity.bytes(size)); an image on AWS Lambda holds 10 GiB at most",
            severity: .warning, help: "choose a smaller model or quantisation, or the target `local`")
    }

    private static func tooMuch(_ memory: [MemoryEstimate]) -> Diagnostic? {
        guard let least = memory.first, LambdaMemory(holding: least.total) == nil else { return nil }
        return Diagnostic(
            "limit.memory",
            "with \(least.context) tokens of context it takes about \(Quantity.bytes(least.total)); a function on AWS "
                + "Lambda has \(LambdaMemory.most) MB at most",
            severity: .warning, help: "choose a smaller quantisation or context, or the target `local`")
    }
}

extension ModelReport {
    var json: JSON {
        var value = (try? JSON(encoding: facts)) ?? [:]
        value["version"] = OutputVersion.current
        value["kind"] = "model"
        value["name"] = .string(name)
        value["sha256"] = sha256.map { .string($0.hex) }
        value["pinned"] = pinned.map { .string($0) }
        value["memory"] = .array(memory.map(json))
        value["findings"] = .array(findings.map(\.json))
        return value
    }

    private func json(_ estimate: MemoryEstimate) -> JSON {
        var value = (try? JSON(encoding: estimate)) ?? [:]
        let fitting = LambdaMemory(holding: estimate.total)
        value["lambda"] =
            fitting.map { ["memory": .integer($0.megabytes), "cores": .integer(Int64($0.cores))] } ?? .null
        return value
    }
}

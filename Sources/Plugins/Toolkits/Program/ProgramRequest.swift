import RecuaCore
import RecuaRPC

/// A request of the host, as what a plugin is given.
struct ProgramRequest: Sendable {
    let id: JSON
    let params: JSON

    var sections: JSON { params["sections"] ?? [:] }

    /// The artifact that `observe` and `destroy` are asked about, if there is one.
    var artifact: JSON? { value("artifact") }

    /// - Throws: ``AnswerError`` when the host says too little.
    func stack() throws -> StackFacts {
        guard let stack = params["stack"], let facts = try? stack.decode(StackFacts.self) else {
            throw AnswerError("`stack` is missing, or is no stack", kind: "internal")
        }
        return facts
    }

    func step(_ host: StepHost) throws -> Step<JSON, [ArtifactKind: JSON]> {
        Step(
            stack: try stack(), sections: sections, input: artifacts("inputs"), failures: failures,
            prior: value("prior"), token: params["token"]?.string ?? "",
            fingerprint: params["fingerprint"]?.string.flatMap { Digest($0) },
            checkpoint: value("checkpoint"), host: host)
    }

    func outlook(_ environment: [String: String]) throws -> Outlook<JSON> {
        Outlook(
            stack: try stack(), sections: sections, inputs: artifacts("inputs"), earlier: artifacts("earlier"),
            prior: value("prior"), store: Store(root: text("store") ?? "/nonexistent"),
            folder: text("folder") ?? text("cache") ?? "/nonexistent", environment: environment)
    }

    /// A text of the params; nil when it is empty as well.
    func text(_ key: String) -> String? { params[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }

    /// A message about this request.
    func notification(_ method: String, _ params: JSON) -> Message {
        var params = params
        params["id"] = id
        return .notification(method: method, params: params)
    }

    func notification(of diagnostic: Diagnostic) -> Message { notification("diagnostic", diagnostic.messageItem) }

    private func value(_ key: String) -> JSON? { params[key].flatMap { $0.isNull ? nil : $0 } }

    private var failures: [ArtifactKind: StepFailure] {
        artifacts("failures").compactMapValues { try? $0.decode(StepFailure.self) }
    }

    private func artifacts(_ key: String) -> [ArtifactKind: JSON] {
        let items = (params[key]?.object ?? [:]).map { (ArtifactKind(rawValue: $0.key), $0.value) }
        return Dictionary(items) { first, _ in first }
    }
}

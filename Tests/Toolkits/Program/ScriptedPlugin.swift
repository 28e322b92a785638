import RecuaCore
import RecuaRPC
import Synchronization
import Testing

/// A plugin that does what the program of a written-down conversation does, whatever it is asked.
final class ScriptedPlugin: StepProvider {
    typealias Running = Step<JSON, [ArtifactKind: JSON]>

    let descriptor: PluginDescriptor
    private let script: Script
    /// Requests that were not made yet.
    private let coming: Mutex<[JSON]>

    init(_ script: Script) throws {
        self.script = script
        coming = Mutex(script.requests)
        descriptor = try PluginDescriptor(described: script.description)
    }

    func check(_ sections: JSON, in stack: StackFacts) async throws -> [Diagnostic] {
        try result(of: try next("check"))["diagnostics"]?.array?.compactMap { Diagnostic(message: $0, code: "none") }
            ?? []
    }

    func forecast(_ outlook: Outlook<JSON>) async throws -> [Forecast] {
        let request = try next("plan")
        #expect(outlook.prior ?? .null == request["params"]?["prior"])
        #expect(outlook.folder == request["params"]?["folder"]?.string)
        return try result(of: request)["forecasts"]?.array?.compactMap { Forecast(message: $0) } ?? []
    }

    func run(_ step: Running) async throws -> JSON {
        let request = try next("run")
        expect(step, toBe: request)
        #expect(step.prior ?? .null == request["params"]?["prior"])
        for message in script.messages(about: request["id"]) { try speak(message, step.host) }
        if script.cancels(request["id"]) { try await Task.sleep(for: .seconds(3600)) }
        return try result(of: request)["artifact"] ?? .null
    }

    func observe(_ artifact: JSON?, _ step: Running) async throws -> Observation<JSON> {
        let request = try next("observe")
        expect(step, toBe: request)
        #expect(artifact ?? .null == request["params"]?["artifact"])
        let result = try result(of: request)
        let found = result["artifact"] ?? artifact ?? .null
        return switch result["state"] {
        case "present": .present(found)
        case "drifted": .drifted(found, detail: result["detail"]?.string ?? "")
        default: .absent
        }
    }

    func destroy(_ artifact: JSON?, _ step: Running) async throws {
        let request = try next("destroy")
        expect(step, toBe: request)
        _ = try result(of: request)
    }

    func shutDown() async {}

    private func next(_ method: JSON) throws -> JSON {
        let request = coming.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        #expect(request?["method"] == method)
        return try #require(request)
    }

    private func result(of request: JSON) throws -> JSON {
        let answer = try #require(script.answer(to: request["id"]))
        guard let error = answer["error"] else { return answer["result"] ?? .null }
        let data = error["data"]
        var problem = Diagnostic(
            data?["code"]?.string ?? "none", error["message"]?.string ?? "", pointer: data?["pointer"]?.string,
            help: data?["help"]?.string)
        problem.isOfCredentials = data?["class"] == "auth"
        guard let artifact = data?["artifact"] else { throw problem }
        throw FailedOutput(artifact, [problem])
    }

    /// The step holds what the host said.
    private func expect(_ step: Running, toBe request: JSON) {
        let params = request["params"]
        #expect(step.sections == params?["sections"])
        #expect(step.token == params?["token"]?.string)
        #expect(step.fingerprint?.hex == params?["fingerprint"]?.string)
        #expect(step.checkpoint ?? .null == params?["checkpoint"] ?? .null)
        #expect(step.input.count == params?["inputs"]?.object?.count ?? 0)
        let failures = step.failures.map { ($0.key.rawValue, try? JSON(encoding: $0.value)) }
        #expect(Dictionary(uniqueKeysWithValues: failures) == params?["failures"]?.object ?? [:])
        #expect(step.host.scratch == params?["scratch"]?.string)
        #expect(step.host.folder == params?["folder"]?.string)
        #expect(step.host.store.root == params?["store"]?.string)
        #expect(step.host.isOffline == params?["offline"]?.bool)
    }

    private func speak(_ message: JSON, _ host: StepHost) throws {
        let params = message["params"] ?? [:]
        switch message["method"]?.string {
        case "progress":
            host.progress(
                params["phase"]?.string ?? "", done: params["done"]?.integer ?? 0, total: params["total"]?.integer,
                unit: params["unit"]?.string.flatMap(StepMessage.Unit.init(rawValue:)) ?? .items)
        case "log":
            host.log(
                params["message"]?.string ?? "",
                level: params["level"]?.string.flatMap(StepMessage.Level.init(rawValue:)) ?? .info)
        case "diagnostic": host.diagnose(try #require(Diagnostic(message: params, code: "none")))
        case "checkpoint": try host.checkpoint(params["data"] ?? .null)
        case "secret":
            let value = try host.resolve(Secret(reference: script.secretReference))
            #expect(.string(value) == script.answer(fromHostTo: message["id"])?["result"]?["value"])
        default: break
        }
    }
}

extension PluginDescriptor {
    /// What a program said of itself, as far as the conversations go.
    fileprivate init(described: JSON) throws {
        let sections =
            try described["sections"]?.object?.map { Section($0.key, try Schema(jsonSchema: $0.value)) } ?? []
        func texts(_ key: String) -> [String] { described[key]?.array?.compactMap(\.string) ?? [] }
        self.init(
            name: described["plugin"]?["name"]?.string ?? "", version: described["plugin"]?["version"]?.string ?? "",
            summary: described["plugin"]?["summary"]?.string ?? "", sections: sections,
            needs: texts("needs").map(ArtifactKind.init(rawValue:)),
            takesFailed: Set(texts("takesFailed").map(ArtifactKind.init(rawValue:))),
            provides: ArtifactKind(rawValue: described["provides"]?.string ?? ""),
            work: described["effect"] == true ? .effect : .compute, environment: texts("environment"))
    }
}

import RecuaCore
import RecuaRPC

extension ProgramServer {
    func check(_ request: ProgramRequest) async throws -> JSON {
        let diagnostics = try await provider.check(request.sections, in: try request.stack())
        return ["diagnostics": .array(diagnostics.map(\.messageItem))]
    }

    func plan(_ request: ProgramRequest) async throws -> JSON {
        let forecasts = try await provider.forecast(try request.outlook(environment))
        return ["forecasts": .array(forecasts.map(\.messageItem))]
    }

    func run(_ request: ProgramRequest) async throws -> JSON {
        try await withHost(of: request) { ["artifact": try await provider.run(try request.step($0))] }
    }

    func observe(_ request: ProgramRequest) async throws -> JSON {
        let found = try await withHost(of: request) { host in
            let step = try request.step(host)
            // Without artifact and token no run is known: whatever carries the stack's names is looked for.
            let isLost = request.artifact == nil && step.token.isEmpty
            return isLost ? try await provider.find(step) : try await provider.observe(request.artifact, step)
        }
        return switch found {
        case .absent: ["state": "absent"]
        case .present(let artifact): ["state": "present", "artifact": artifact]
        case .drifted(let artifact, let differences):
            ["state": "drifted", "artifact": artifact, "detail": .string(Self.sentence(differences))]
        }
    }

    func destroy(_ request: ProgramRequest) async throws -> JSON {
        try await withHost(of: request) { try await provider.destroy(request.artifact, try request.step($0)) }
        return [:]
    }

    private static func sentence(_ differences: [Difference]) -> String {
        differences.map(\.description).joined(separator: "; ")
    }
}

import RecuaCore
import RecuaRPC
import Synchronization

/// A program that is tried, what it said of itself, and all that was said in its lives so far.
final class WireBench: Sendable {
    let program: WireProgram
    let confinement: any WireConfinement
    let patience: WirePatience
    /// Its answer to `initialize`.
    let description: JSON
    let sample: ContractSample
    let runs: Bool
    private let lives = Mutex<[WireRecord]>([])

    init(
        _ program: WireProgram, in confinement: any WireConfinement, _ patience: WirePatience, description: JSON,
        sample: ContractSample, runs: Bool
    ) {
        (self.program, self.confinement, self.patience) = (program, confinement, patience)
        (self.description, self.sample, self.runs) = (description, sample, runs)
    }

    /// All that was said in the program's lives, the oldest first.
    var records: [WireRecord] { lives.withLock { $0 } }

    /// What was said in its last life, or in the one that a rule points at.
    var transcript: [String] { lives.withLock { $0.last?.transcript ?? [] } }

    /// Points at a life.
    func show(_ record: WireRecord) { lives.withLock { $0.append(record) } }

    /// Starts the program, greets it as Recua does, and lends its life to `body`.
    ///
    /// - Parameter folders: that it may write.
    func converse(
        greets: Bool = true, writing folders: [String] = [],
        _ body: @escaping @Sendable @concurrent (WireSession) async throws -> Void
    ) async throws {
        let result: Result<Void, any Error>
        var record = WireRecord()
        // Of a program that cannot be started nothing is shown, rather than what its last life said.
        defer { show(record) }
        let program = try await confinement.confined(
            program, writing: folders, hasNetwork: description["network"]?.bool ?? false)
        (result, record) = try await WireSession.open(program, patience) { session in
            if greets { _ = try await session.request("initialize", Self.greeting).get() }
            try await body(session)
        }
        do {
            try result.get()
        } catch let error as AnswerError {
            throw Breach("it answered with the error `\(error.message)`")
        }
    }

    /// The params of `initialize`.
    static let greeting: JSON = [
        "protocolVersions": .array(Conversation.versions.map { .integer($0) }),
        "host": ["name": "recua", "version": .string(RecuaVersion.current)],
        "capabilities": ["plan": true, "checkpoint": true, "secret": true, "diagnostic": true],
        "limits": [
            "line": .integer(Int64(Conversation.lineLength)),
            "checkpoint": .integer(Int64(Conversation.checkpointLength)),
        ],
    ]

    /// Whether it is ever asked for an optional method.
    func serves(_ method: String) -> Bool {
        guard let methods = description["methods"]?.array else { return method != "plan" }
        return methods.contains(.string(method))
    }

    /// How many requests it says it can serve at once, within reason.
    var concurrency: Int { Int(min(max(description["concurrency"]?.integer ?? 1, 1), 16)) }

    /// The stack as requests carry it.
    ///
    /// - Parameter description: of the stack, in place of the sample's.
    func params(description: String? = nil) -> JSON {
        let stack = sample.stack
        return [
            "stack": [
                "name": .string(stack.name), "project": .string(stack.project), "target": .string(stack.target),
                "folder": .string(stack.folder), "architecture": .string(Self.machine),
                "description": .string(description ?? stack.description ?? ""),
                "tags": .object(stack.tags.mapValues { .string($0) }),
            ],
            "sections": sample.sections,
        ]
    }

    /// Asks for something that every program answers: `check`, or a method that none has.
    func probe(_ session: WireSession, _ params: JSON) async throws {
        try await answered(session, ask(session, params))
    }

    func ask(_ session: WireSession, _ params: JSON) -> Int64 { session.ask(method, params) }

    /// - Throws: ``Breach`` unless the request that ``ask(_:_:)`` made is answered well.
    func answered(_ session: WireSession, _ id: Int64) async throws {
        let answer = try await session.answer(.integer(id), to: method)
        switch answer {
        case .success(let result) where serves("check"):
            try demand(result["diagnostics"]?.array != nil, "its answer to `check` has no list `diagnostics`")
        case .failure(let error) where !serves("check") && error.number == AnswerError.unknownMethod: return
        case .success: throw Breach("it answered a method that there is not")
        case .failure(let error): throw Breach("it answered `\(method)` with the error `\(error.message)`")
        }
    }

    private var method: String { serves("check") ? "check" : Self.unknownMethod }

    static let unknownMethod = "contract-probe"

    private static var machine: String {
        #if arch(arm64)
            "arm64"
        #else
            "amd64"
        #endif
    }
}

import RecuaCore
import RecuaExternal
import RecuaSamplePlugin
import RecuaTestSupport

/// The same plugin twice: compiled in, and as the program that its package builds.
struct Stand {
    let folder: ScratchFolder
    let inside: any StepProvider = SamplePlugin().provider
    let outside: any StepProvider
    let messages = StepMessages()

    init(_ folder: ScratchFolder, environment: [String: String] = [:]) async throws {
        self.folder = folder
        let program = "\(RecuaBinary.package)/.build/debug/sample-plugin"
        let place = Place(file: "recua.yaml", start: Self.start, end: Self.start)
        let declaration = ProgramDeclaration(
            name: "sample", place: place, run: [program], files: [program], folder: folder.path)
        let all = ["PATH": "/usr/bin:/bin"].merging(environment) { _, chosen in chosen }
        // Many start at once here.
        var limits = ProgramLimits()
        (limits.initialize, limits.check) = (.seconds(120), .seconds(120))
        outside = try await ProgramPlugin.describe(
            declaration, environment: all, store: Store(root: folder.path("store")), limits: limits)
    }

    private static let start = Place.Position(line: 3, column: 5, offset: 20)

    /// Both, for what must be the same of them.
    var both: [any StepProvider] { [inside, outside] }

    var stack: StackFacts { .testing(folder: folder) }

    /// A step whose sections are those of a manifest, defaults filled in.
    func step(
        _ deed: String = "answer", _ more: JSON = [:], environment: [String: String] = [:], token: String = "token-1",
        checkpoint: JSON? = nil, failures: [ArtifactKind: StepFailure] = [:]
    ) throws -> Step<JSON, [ArtifactKind: JSON]> {
        Step(
            stack: stack, sections: Self.sections(deed, more), input: ["sample-input": ["word": "hello"]],
            failures: failures, token: token, fingerprint: Digest(of: "what it is made of"), checkpoint: checkpoint,
            host: try .testing(folder: folder, environment: environment, messages: messages))
    }

    static func sections(_ deed: String, _ more: JSON = [:]) -> JSON {
        var sample: JSON = ["deed": .string(deed), "count": 1]
        for (key, value) in more.object ?? [:] { sample[key] = value }
        return ["sample": sample, "function": ["memory": 1024]]
    }
}

/// Lends a stand, and ends its program on every way out.
func withStand(environment: [String: String] = [:], _ test: (Stand) async throws -> Void) async throws {
    try await withScratchFolder { folder in
        let stand = try await Stand(folder, environment: environment)
        do {
            try await test(stand)
        } catch {
            await stand.outside.shutDown()
            throw error
        }
        await stand.outside.shutDown()
    }
}

/// What `body` throws, as the engine would report it.
func diagnostics(_ body: () async throws -> some Any) async -> [Diagnostic] {
    do {
        _ = try await body()
        return []
    } catch {
        return Diagnostics.from(error, code: "sample.failed")
    }
}

import Glibc
import RecuaCore
import RecuaOCI
import RecuaProcess
import Testing

@testable import RecuaLocal

/// A stack with the test engine, in a folder of its own.
struct Scene: Sendable {
    let folder: String
    let store: Store
    let image: Image

    var front: FrontFolder { FrontFolder(Self.front(in: folder)) }

    /// - Parameter arguments: more words for the engine.
    static func with(arguments: [String] = [], _ body: (Scene) async throws -> Void) async throws {
        let folder = "/tmp/recua-local-\(UInt64.random(in: 0 ... .max))"
        try Files.createFolder(front(in: folder))
        let store = Store(root: "\(folder)/store")
        let engine = try await TestEngine.shared.file(in: store)
        let scene = Scene(
            folder: folder, store: store,
            image: image(engine, try store.add(Array("weights".utf8)), ["-a", folder] + arguments))
        do {
            try await body(scene)
        } catch {
            Issue.record(error, "\(scene.logs)")
        }
        try await scene.front.clear()
        try Files.remove(folder)
    }

    private static func front(in folder: String) -> String {
        Project(name: "llamas", manifestFolder: folder).folder(stack: "chat", plugin: "local")
    }

    private var logs: String {
        [front.log, front.engineLog].map { "\($0):\n\((try? Files.readText($0)) ?? "")" }.joined(separator: "\n")
    }

    private static func image(_ engine: StoredFile, _ weights: StoredFile, _ arguments: [String]) -> Image {
        let blob = Image.Blob(mediaType: "test", digest: Digest(of: "blob"), size: 1)
        func layer(_ role: String, _ path: String, _ mode: Int, _ file: StoredFile) -> Image.Layer {
            Image.Layer(
                role: role, blob: blob, diffID: Digest(of: role), uncompressedSize: 1,
                entries: [Image.Entry(path: path, mode: mode, source: file)])
        }
        return Image(
            manifest: blob, manifestText: "{}", config: blob, configText: "{}",
            layers: [
                layer("engine", "opt/model/engine", 0o555, engine),
                layer("weights", "opt/model/weights.gguf", 0o444, weights),
            ],
            architecture: Architecture.machine.rawValue, entrypoint: ["/opt/model/engine"],
            command: ["--host", "127.0.0.1", "--port", "8080", "-m", "/opt/model/weights.gguf"] + arguments,
            environment: ["FROM_IMAGE": "image"], workingDirectory: nil, modelName: "test", weightsSize: 7, port: 8080
        )
    }

    func host(environment: [String: String] = [:], executable: String = "/bin/false") -> StepHost {
        StepHost(
            store: store, folder: front.path, scratch: "\(folder)/scratch", environment: TestEngine.environment,
            executable: executable, secrets: SecretResolver(environment: environment, folder: folder), report: { _ in })
    }

    func step<Input: Sendable>(
        _ sections: LocalSections = LocalSections(), input: Input, prior: JSON? = nil, token: String = "token",
        fingerprint: Digest? = nil, name: String = "chat", executable: String = "/bin/false"
    ) -> Step<LocalSections, Input> {
        Step(
            stack: StackFacts(name: name, project: "llamas", target: "local", folder: folder), sections: sections,
            input: input, prior: prior, token: token, fingerprint: fingerprint,
            host: host(environment: ["API_KEY": "hidden"], executable: executable))
    }

    func configuration(_ sections: LocalSections = LocalSections()) async throws -> FrontConfiguration {
        let step = step(sections, input: Needs(image))
        return try FrontConfiguration(step, launch: try await EngineLaunch(step), earlier: nil)
    }

    /// Runs the front inside this process.
    func withFront(
        _ sections: LocalSections = LocalSections(), secrets: [String: String] = [:],
        _ body: @escaping @Sendable (Caller) async throws -> Void
    ) async throws {
        let own = try #require(Deployment.Process(pid: getpid()))
        let front = Front(
            configuration: try await configuration(sections), secrets: secrets, folder: self.front, process: own)
        let log = self.front.engineLog
        try await front.run { try await body(Caller(port: $0, engineLog: log)) }
    }
}

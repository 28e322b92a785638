import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaCore

/// The pipeline of one target, as the real plugins need each other, with steps that make what a test says.
private struct Line: Sendable {
    let folder: ScratchFolder
    let target: String
    let calls = FakeCalls()
    var versions: [String: String] = [:]
    /// What each plugin makes, when it is not what it always makes.
    var artifacts: [String: JSON] = [:]

    static let descriptors = AllPlugins.descriptors

    private var pipeline: Pipeline {
        Pipeline(
            Self.descriptors.map { descriptor in
                var described = descriptor
                described.version = versions[descriptor.name] ?? descriptor.version
                let artifact = artifacts[descriptor.name] ?? ["made": .string(descriptor.name)]
                return FakePlugin(described, calls: calls) { _ in artifact }
            })
    }

    private var stack: Stack {
        .testing("a", folder: folder.path, target: target, ["publish": ["repository": "localhost:5000/llamas"]])
    }

    /// The plugins that ran, in order.
    func up() async throws -> [String] {
        let engine = Engine(
            project: Project(name: "tests", manifestFolder: folder.path), pipeline: pipeline,
            store: Store(root: folder.path("store")), environment: [:], executable: "/proc/self/exe")
        let result = try await engine.run(
            [stack], goal: .everything, options: .init(command: "recua up"), events: EventLog().stream)
        #expect(result.unfinished == [])
        return calls.take().filter { $0.hasPrefix("run a/") }.map { String($0.dropFirst(6)) }
    }
}

struct EarlyCutoffTests {
    /// Every plugin of both targets; ``Line`` finds who consumes what it makes.
    private static let places = [
        ("lambda", ["fetch", "image", "publish", "template", "lambda", "smoke"]),
        ("local", ["fetch", "image", "local", "smoke"]),
    ].flatMap { target, plugins in plugins.map { (target, $0, plugins) } }

    @Test(arguments: places)
    func `a step that makes the same again stops the ripple, and one that makes another is passed on by one edge`(
        target: String, plugin: String, all: [String]
    ) async throws {
        try await withScratchFolder { folder async throws in
            var line = Line(folder: folder, target: target)
            #expect(try await line.up() == all)
            line.versions[plugin] = "2"
            #expect(try await line.up() == [plugin])
            #expect(try await line.up() == [])

            line.versions[plugin] = "3"
            line.artifacts[plugin] = ["made": "otherwise"]
            let kind = Line.descriptors.first { $0.name == plugin }?.provides
            let consumers = Line.descriptors.filter { descriptor in
                kind.map { descriptor.needs.contains($0) } == true && all.contains(descriptor.name)
            }
            let expected = [plugin] + consumers.map(\.name)
            #expect(try await Set(line.up()) == Set(expected))
            #expect(try await line.up() == [])
        }
    }
}

import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaLambda

struct OfflineTests {
    @Test func `nothing is deployed to AWS while offline, and nobody is asked`() async throws {
        try await withScratchFolder { folder in
            let file = StoredFile(path: try folder.write("", to: "file"), sha256: Digest(of: ""), size: 0)
            let template = Template(
                template: file, configuration: file, stackName: "tests-demo", region: "us-east-1",
                secretParameters: [:],
                auth: .none, isStreaming: true
            )
            let published = Published(repository: "registry.test/demo", digest: Digest(of: "image"), tag: nil)
            let step = Step(
                stack: .testing(folder: folder), sections: LambdaSections(),
                input: Needs(Image.testing(), published, template), token: "t",
                host: try .testing(folder: folder, isOffline: true))
            let error = await #expect(throws: Diagnostic.self) { try await LambdaPlugin().run(step) }
            #expect(error?.code == "run.offline")
        }
    }
}

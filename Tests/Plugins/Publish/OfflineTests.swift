import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaPublish

struct OfflineTests {
    @Test func `nothing is published while offline, and no registry is asked`() async throws {
        try await withScratchFolder { folder in
            let image = try await folder.image()
            let sections = try JSON.object(["publish": ["repository": "127.0.0.1:1/demo"]]).decode(PublishSections.self)
            let step = Step(
                stack: .testing(folder: folder), sections: sections, input: Needs<Image>(image), token: "",
                host: try .testing(folder: folder, isOffline: true))
            let error = await #expect(throws: Diagnostic.self) { try await PublishPlugin().run(step) }
            #expect(error?.code == "run.offline")
        }
    }
}

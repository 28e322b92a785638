import RecuaCore
import RecuaOCI
import RecuaTestSupport
import Testing

@testable import RecuaPublish

/// Whether an image is where it was sent.
@Suite struct FindingTests {
    @Test func `an image is there until its registry has lost it, and is found without a record`() async throws {
        try await withScratchFolder { folder in
            let image = try await folder.image()
            let section: JSON = try await withDockerRegistry(in: folder) { registry in
                let section: JSON = ["repository": .string("\(registry.host)/llamas")]
                #expect(word(try await find(image, section, folder)) == "absent")
                let published = try await folder.publish(image, section)
                #expect(word(try await observe(published, section, folder)) == "present")
                guard case .present(let found) = try await find(image, section, folder) else {
                    Issue.record("it was not found")
                    return section
                }
                #expect(found == published)
                let other = try await folder.image(context: 9)
                #expect(word(try await find(other, section, folder)) == "absent")
                var lost = published
                lost.digest = Digest(of: "something else")
                #expect(word(try await observe(lost, section, folder)) == "absent")
                return section
            }
            // A registry that does not answer is no empty one.
            await #expect(throws: Diagnostic.self) { try await find(image, section, folder) }
        }
    }

    @Test func `offline nobody is asked`() async throws {
        try await withScratchFolder { folder in
            let error = await #expect(throws: Diagnostic.self) {
                try await find(folder.image(), ["repository": "localhost:1/llamas"], folder, isOffline: true)
            }
            #expect(error?.code == "run.offline")
        }
    }

    private func observe(
        _ published: Published, _ section: JSON, _ folder: ScratchFolder
    ) async throws -> Observation<Published> {
        try await PublishPlugin().observe(published, try step(section, NoInput(), folder))
    }

    private func find(
        _ image: Image, _ section: JSON, _ folder: ScratchFolder, isOffline: Bool = false
    ) async throws -> Observation<Published> {
        try await PublishPlugin().find(try step(section, Needs<Image>(image), folder, isOffline: isOffline))
    }

    private func step<Input>(
        _ section: JSON, _ input: Input, _ folder: ScratchFolder, isOffline: Bool = false
    ) throws -> Step<PublishSections, Input> {
        Step(
            stack: .testing(folder: folder), sections: try JSON.object(["publish": section]).decode(), input: input,
            token: "", host: try .testing(folder: folder, environment: ["HOME": folder.path], isOffline: isOffline))
    }

    private func word(_ observation: Observation<Published>) -> String {
        switch observation {
        case .present: "present"
        case .absent: "absent"
        case .drifted: "drifted"
        }
    }
}

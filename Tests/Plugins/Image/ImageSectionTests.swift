import RecuaCore
import RecuaOCI
import RecuaTestSupport
import Testing

@testable import RecuaImage

@Suite struct ImageSectionTests {
    @Test func `layers are compressed when the manifest asks for it, once, and the cost is told`() async throws {
        try await withScratchFolder { folder in
            let sections: JSON = ["image": ["compression": "gzip"]]
            let messages = StepMessages()
            let stored = try await SampleBuild.image([:], folder)
            let image = try await SampleBuild.image(sections, folder, messages: messages)
            #expect(image.layers.map(\.diffID) == stored.layers.map(\.diffID))
            #expect(image.layers.map(\.entries) == stored.layers.map(\.entries))
            #expect(image.layers.allSatisfy { $0.file?.sha256 == $0.blob.digest })
            #expect(zip(image.layers, stored.layers).allSatisfy { $0.blob.size < $1.blob.size })
            #expect(messages.log.count { $0.contains("compressing the layer") } == 2)
            let isToldInBytes = messages.all.contains {
                if case .progress("compress weights", _, let total?, .bytes) = $0 { total > 5000 } else { false }
            }
            #expect(isToldInBytes)
            let again = StepMessages()
            #expect(try await SampleBuild.image(sections, folder, messages: again) == image)
            #expect(again.log.isEmpty)
        }
    }

    @Test func `compression's cost is a warning before anything runs`() throws {
        let found = try SampleBuild.problems(["image": ["compression": "gzip"]])
        #expect(found.map(\.code) == ["image.compression-cost"])
        #expect(found.map(\.severity) == [.warning])
        #expect(found.map(\.pointer) == ["/image/compression"])
        #expect(try SampleBuild.problems(["image": ["compression": "stored"]]).isEmpty)
    }

    @Test(arguments: [(1000, "1000"), ("1000:1000", "1000:1000")] as [(JSON, String)])
    func `the user and the working folder go into the configuration`(user: JSON, text: String) async throws {
        try await withScratchFolder { folder in
            let sections: JSON = ["image": ["user": user, "workingDirectory": "/opt/recua"]]
            let image = try await SampleBuild.image(sections, folder)
            let config = try JSON(parsing: image.configText)["config"]
            #expect(config?["User"]?.string == text)
            #expect(config?["WorkingDir"] == "/opt/recua")
            #expect(image.workingDirectory == "/opt/recua")
        }
    }

    @Test(arguments: [
        ("lambda", ["image.user-ignored"]), ("local", ["image.user-ignored"]), ("kubernetes", []),
    ])
    func `a target that ignores the user is told`(target: String, codes: [String]) throws {
        let found = try SampleBuild.problems(["image": ["user": 1000]], target: target)
        #expect(found.map(\.code) == codes)
        #expect(found.allSatisfy { $0.severity == .warning && $0.pointer == "/image/user" })
    }

    @Test func `a user's name needs a list of users`() throws {
        let alone = try SampleBuild.problems(["image": ["user": "nobody"]], target: "other")
        #expect(alone.map(\.code) == ["image.user"])
        #expect(alone.map(\.severity) == [.error])
        let onBase: JSON = ["image": ["user": "nobody", "base": "debian:12"]]
        #expect(try SampleBuild.problems(onBase, target: "other").isEmpty)
    }

    @Test func `a working folder that an image from scratch does not hold is refused`() async throws {
        try await withScratchFolder { folder in
            try folder.write("hello", to: "motd")
            var section: JSON = ["adapter": "none", "workingDirectory": "/srv"]
            let error = await #expect(throws: Diagnostic.self) {
                try await SampleBuild.image(["image": section], folder, target: "lambda")
            }
            #expect(error?.code == "image.working-directory")
            #expect(error?.pointer == "/image/workingDirectory")
            section["files"] = ["/srv/motd": "motd"]
            #expect(
                try await SampleBuild.image(["image": section], folder, target: "lambda").workingDirectory == "/srv")
        }
    }

    @Test(arguments: ["stored", "gzip"])
    func `a file that Lambda's user could not read is refused, compressed or not`(compression: String) async throws {
        try await withScratchFolder { folder in
            try folder.write("hello", to: "motd")
            let section: JSON = [
                "adapter": "none", "compression": .string(compression),
                "files": ["/srv/motd": ["from": "motd", "mode": "0600"]],
            ]
            let error = await #expect(throws: Diagnostic.self) {
                try await SampleBuild.image(["image": section], folder, target: "lambda")
            }
            #expect(error?.code == "image.lint.unreadable")
        }
    }
}

import RecuaCore
import RecuaImage
import RecuaOCI
import RecuaProcess
import RecuaTestSupport
import Testing

@testable import RecuaPublish

@Suite struct PublishPluginTests {
    @Test func `an image is published once, and others read it by its digest`() async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                let image = try await folder.image(weights: 2_000_000)
                let published = try await publish(image, to: "\(registry.host)/llamas", folder)
                #expect(published.reference == "\(registry.host)/llamas@\(image.manifest.digest)")
                #expect(published.tag == "demo")
                #expect(registry.uploads == 3)
                #expect(try await publish(image, to: "\(registry.host)/llamas", folder) == published)
                #expect(registry.uploads == 3)
                let shown = try JSON(
                    parsing: try await skopeo(["inspect", "--tls-verify=false", "docker://\(published.reference)"]))
                #expect(shown["Digest"]?.string == "\(image.manifest.digest)")
                let copy = folder.path("copy")
                try await skopeo([
                    "copy", "--src-tls-verify=false", "docker://\(published.repository):demo", "oci:\(copy):demo",
                ])
                #expect(try await ImageLayout(copy, name: "demo").manifest().digest == image.manifest.digest)
            }
        }
    }

    @Test func `a second stack with the same files sends none of them`() async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                _ = try await publish(folder.image(), to: "\(registry.host)/{project}/llamas", folder)
                let messages = StepMessages()
                let other = try await folder.image(context: 99)
                let published = try await publish(
                    other, to: "\(registry.host)/{project}/llamas", folder, name: "other", messages)
                #expect(published.repository == "\(registry.host)/tests/llamas")
                #expect(published.tag == "other")
                // The first one's three blobs, and the second one's configuration.
                #expect(registry.uploads == 4)
                #expect(messages.log.last?.hasSuffix("B sent in 1 blob, 2 were there") == true)
                // In another repository the layers are mounted.
                _ = try await publish(other, to: "\(registry.host)/elsewhere/{stack}", folder, name: "other")
                #expect(registry.uploads == 4)
            }
        }
    }

    @Test func `two who publish the same at once do no harm`() async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                let image = try await folder.image(weights: 5_000_000)
                let place: JSON = ["repository": .string("\(registry.host)/llamas")]
                try await withThrowingTaskGroup(of: Published.self) { group in
                    for name in ["one", "two", "three"] {
                        group.addTask { try await folder.publish(image, place, name: name, plugin: PublishPlugin()) }
                    }
                    for try await published in group { #expect(published.digest == image.manifest.digest) }
                }
                for name in ["one", "two", "three"] {
                    let copy = folder.path("copy-\(name)")
                    let source = "docker://\(registry.host)/llamas:\(name)"
                    try await skopeo(["copy", "--src-tls-verify=false", source, "oci:\(copy):\(name)"])
                    #expect(try await ImageLayout(copy, name: name).manifest().digest == image.manifest.digest)
                }
            }
        }
    }

    @Test func `stacks of one registry ask for its login once`() async throws {
        try await withScratchFolder { folder in
            let script = """
                #!/bin/sh
                echo asked >>"$HOME/asked"
                echo '{"authorizationData":[{"authorizationToken":"QVdTOnNlY3JldA=="}]}'
                """
            try folder.write(script, to: "bin/aws", mode: 0o755)
            let environment = ["PATH": "\(folder.path("bin")):/bin:/usr/bin", "HOME": folder.path]
            let logins = SharedLogins()
            let host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
            func asked() throws -> Int { try Files.readText(folder.path("asked")).split(separator: "\n").count }
            try await withThrowingTaskGroup(of: RegistryCredentials?.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await logins.credentials(for: host, environment: environment) }
                }
                for try await login in group { #expect(login != nil) }
            }
            #expect(try asked() == 1)
            // One that another stack has had renewed is not renewed again.
            let old = RegistryCredentials(username: "AWS", password: "old")
            let known = try await logins.renewed(old, for: host, environment: environment)
            #expect(try asked() == 1)
            _ = try await logins.renewed(known, for: host, environment: environment)
            #expect(try asked() == 2)
        }
    }

    @Test(
        arguments: [
            (12, "12 B"), (999, "999 B"), (1000, "1.0 kB"), (98_400_000, "98.4 MB"), (999_960_000, "1.0 GB"),
            (4_300_000_000, "4.3 GB"),
        ] as [(Int64, String)])
    func `sizes are told as people read them`(count: Int64, text: String) {
        #expect(PublishStory.bytes(count) == text)
    }

    @Test(
        arguments: [
            (["repository": "llamas:tag"], "/publish/repository"),
            (["repository": "HOST.io/LLAMAS"], "/publish/repository"),
            (["repository": "host.io/{stack}/{other}"], "/publish/repository"),
            (["repository": "host.io/a", "tag": "-x"], "/publish/tag"),
        ] as [(JSON, String)])
    func `a place that cannot be is told before anything runs`(section: JSON, pointer: String) throws {
        let sections = try JSON.object(["publish": section]).decode(PublishSections.self)
        let facts = StackFacts(name: "demo", project: "tests", target: "lambda", folder: "/")
        #expect(PublishPlugin().check(sections, in: facts).map(\.pointer) == [pointer])
    }

    @Test func `a stack without a place to publish to is told how to name one`() throws {
        let facts = StackFacts(name: "demo", project: "tests", target: "lambda", folder: "/")
        let found = PublishPlugin().check(PublishSections(publish: nil), in: facts)
        #expect(found.map(\.code) == ["publish.repository"])
    }

    @Test func `a missing repository of Amazon ECR is answered with the command that makes it`() async throws {
        let section = try JSON.object(["repository": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/llamas"])
            .decode(PublishSection.self)
        let place = try PublishPlace(
            section, in: StackFacts(name: "demo", project: "tests", target: "lambda", folder: "/"))
        let error = await #expect(throws: Diagnostic.self) {
            try await place.explaining { throw Diagnostic("registry.repository-missing", "no") }
        }
        #expect(
            error?.help?.contains("`aws ecr create-repository --repository-name llamas --region eu-west-1`") == true)
        let denied = await #expect(throws: Diagnostic.self) {
            try await place.explaining { throw Diagnostic("registry.denied", "no") }
        }
        #expect(denied?.help?.contains("ecr:PutImage") == true)
    }

    private func publish(
        _ image: Image, to repository: String, _ folder: ScratchFolder, name: String = "demo",
        _ messages: StepMessages = .init()
    ) async throws -> Published {
        try await folder.publish(image, ["repository": .string(repository)], name: name, messages)
    }

    @discardableResult
    private func skopeo(_ arguments: [String]) async throws -> String {
        try await Command("skopeo", arguments, environment: Variables.process).runChecked()
    }
}

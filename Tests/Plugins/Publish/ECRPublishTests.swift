import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaPublish

/// Amazon ECR: its API emulated, a real registry behind its host name, the real AWS CLI.
@Suite(.serialized) struct ECRPublishTests {
    private static let account = "123456789012"
    private static let host = "\(account).dkr.ecr.us-east-1.amazonaws.com"

    @Test func `a missing repository is made as the manifest says, and is the user's afterwards`() async throws {
        try await withECR { folder, emulator in
            let image = try await folder.image()
            let settings: JSON = ["lifecycle": ["keep": 7], "lambdaPull": ["210987654321"]]
            let messages = StepMessages()
            let published = try await publish(image, settings, folder, emulator, messages)
            #expect(published.reference == "\(Self.host)/llamas/demo@\(image.manifest.digest)")
            #expect(messages.log.contains { $0.contains("made the repository llamas/demo") })

            let found = try await described(emulator)
            #expect(found?["imageScanningConfiguration"]?["scanOnPush"] == true)
            #expect(found?["imageTagMutability"] == "MUTABLE")
            let arn = found?["repositoryArn"]?.string ?? ""
            let tags = try await emulator.aws("ecr", "list-tags-for-resource", "--resource-arn", arn)
            #expect(tags["tags"] == [["Key": "recua:project", "Value": "tests"]])
            let access = try await policy("get-repository-policy", "policyText", emulator)
            #expect(access?["Statement"]?[0]?["Principal"]?["Service"] == "lambda.amazonaws.com")
            #expect(try await keptImages(emulator) == 7)

            // Made by us, so it follows the manifest.
            try await publish(image, ["lifecycle": ["keep": 9], "immutableTags": true], folder, emulator)
            #expect(try await keptImages(emulator) == 9)
            #expect(try await described(emulator)?["imageTagMutability"] == "IMMUTABLE")
            // No stack's removal takes it away.
            try await PublishPlugin().destroy(
                published,
                .init(
                    stack: .testing(folder: folder), sections: .init(publish: nil), input: .init(), token: "",
                    host: .testing(folder: folder)))
            #expect(try await described(emulator) != nil)
        }
    }

    @Test func `a repository that was there is left as it is`() async throws {
        try await withECR { folder, emulator in
            _ = try await emulator.aws("ecr", "create-repository", "--repository-name", "llamas/demo")
            try await publish(folder.image(), ["lifecycle": ["keep": 7], "immutableTags": true], folder, emulator)
            #expect(try await described(emulator)?["imageTagMutability"] == "MUTABLE")
            await #expect(throws: Diagnostic.self) { try await keptImages(emulator) }
        }
    }

    @Test func `a missing repository is explained when nobody asked to make it`() async throws {
        try await withECR { folder, emulator in
            let error = await #expect(throws: Diagnostic.self) {
                try await publish(folder.image(), false, folder, emulator)
            }
            #expect(error?.code == "publish.repository-missing")
            #expect(
                error?.help?.contains("aws ecr create-repository --repository-name llamas/demo --region us-east-1")
                    == true)
            let found = try await described(emulator)
            #expect(found == nil)
        }
    }

    @Test func `an immutable repository takes the digest and keeps the tag`() async throws {
        try await withECR { folder, emulator in
            let (first, second) = (try await folder.image(), try await folder.image(context: 99))
            #expect(try await publish(first, ["immutableTags": true], folder, emulator).tag == "demo")
            let messages = StepMessages()
            #expect(try await publish(second, ["immutableTags": true], folder, emulator, messages).tag == nil)
            #expect(messages.log.last?.contains("keeps the tag `demo`") == true)
            // A tag of the image's own is a new one.
            let tag = "demo-\(second.manifest.digest.hex.prefix(12))"
            #expect(try await publish(second, true, folder, emulator, tag: "{stack}-{digest}").tag == tag)
        }
    }

    @Test func `what AWS does not allow is told with what to allow, and is made good by the next run`() async throws {
        try await withECR { folder, emulator in
            let image = try await folder.image()
            let settings: JSON = ["lifecycle": ["untaggedDays": 30]]
            try await emulator.fault("deny-ecr")
            let error = await #expect(throws: Diagnostic.self) { try await publish(image, settings, folder, emulator) }
            #expect(error?.code == "aws.denied")
            for action in ["ecr:CreateRepository", "ecr:PutLifecyclePolicy", "ecr:SetRepositoryPolicy"] {
                #expect(error?.help?.contains(action) == true)
            }
            #expect(error?.help?.contains("arn:aws:ecr:us-east-1:\(Self.account):repository/llamas/demo") == true)

            // Who is not allowed to make it has it made, and that one is not ours.
            #expect(!Files.exists(folder.path("stack/repository.json")))

            // The repository comes about, its policies do not.
            try await emulator.fault("deny-ecr-policy")
            await #expect(throws: Diagnostic.self) { try await publish(image, settings, folder, emulator) }
            #expect(try await described(emulator) != nil)
            try await publish(image, settings, folder, emulator)
            #expect(try await keptImages(emulator) == 30)
        }
    }

    @Test func `two that make the repository at once do no harm`() async throws {
        try await withECR { folder, emulator in
            let image = try await folder.image()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in ["one", "two"] {
                    group.addTask {
                        _ = try await folder.publish(
                            image,
                            ["repository": .string("\(Self.host)/llamas/demo"), "insecure": true, "create": true],
                            name: name, environment: Self.environment(emulator))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await described(emulator) != nil)
        }
    }

    private func withECR(_ body: @Sendable (ScratchFolder, AWSEmulator) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                try await withAWSEmulator(in: folder, registry: registry) { try await body(folder, $0) }
            }
        }
    }

    /// The emulator is the proxy to all hosts of ECR.
    private static func environment(_ emulator: AWSEmulator) -> [String: String] {
        emulator.environment.merging(["HTTP_PROXY": emulator.url, "NO_PROXY": "localhost"]) { $1 }
    }

    @discardableResult
    private func publish(
        _ image: Image, _ create: JSON, _ folder: ScratchFolder, _ emulator: AWSEmulator,
        _ messages: StepMessages = .init(), tag: String = "{stack}"
    ) async throws -> Published {
        try await folder.publish(
            image,
            [
                "repository": .string("\(Self.host)/llamas/{stack}"), "insecure": true, "create": create,
                "tag": .string(tag),
            ], environment: Self.environment(emulator), messages)
    }

    private func described(_ emulator: AWSEmulator) async throws -> JSON? {
        let all = try await emulator.aws("ecr", "describe-repositories")
        return all["repositories"]?.array?.first { $0["repositoryName"] == "llamas/demo" }
    }

    private func policy(_ operation: String, _ key: String, _ emulator: AWSEmulator) async throws -> JSON? {
        let answer = try await emulator.aws("ecr", operation, "--repository-name", "llamas/demo")
        return try answer[key]?.string.map { try JSON(parsing: $0) }
    }

    /// The number in the lifecycle's one rule.
    private func keptImages(_ emulator: AWSEmulator) async throws -> Int64? {
        let rules = try await policy("get-lifecycle-policy", "lifecyclePolicyText", emulator)
        return rules?["rules"]?[0]?["selection"]?["countNumber"]?.integer
    }
}

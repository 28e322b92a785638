import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaLambda

/// What is found again when nothing is on record.
extension LambdaPluginTests {
    @Test func `what was deployed is found by its names, and known by its fingerprint`() async throws {
        try await withScene("found") { scene in
            let function: JSON = ["memory": 1024, "url": ["auth": "none"]]
            #expect(try await scene.find(function).isAbsent)
            let deployment = try await scene.deploy(function)
            let found = try await scene.find(function)
            #expect(found.isPresent)
            #expect(found.output == deployment)
            let stacks = try await scene.aws.aws("cloudformation", "describe-stacks", "--stack-name", "tests-found")
            let tags = CloudFormationStack.tags(try #require(stacks["Stacks"]?[0]))
            #expect(Set(tags.keys) == ["recua:project", "recua:stack", "recua:fingerprint"])
            let name = try #require(deployment.resources["function"])
            let answer = try await scene.aws.aws("lambda", "get-function", "--function-name", name)
            #expect(answer["Tags"]?["recua:fingerprint"]?.string == tags["recua:fingerprint"])

            #expect(
                try await scene.find(["memory": 2048, "url": ["auth": "none"]]).drift == [
                    "memory was 2048 MB and is 1024 MB"
                ])
            #expect(try await scene.find(image: 1, function).drift?.first?.hasPrefix("image was ") == true)
            let other = try await scene.find(["memory": 1024, "logRetention": 3, "url": ["auth": "none"]])
            #expect(other.drift == ["it was deployed with other settings"])
            #expect(other.output?.url == deployment.url)
        }
    }

    @Test func `a survey finds the project's stacks under whatever name, and nobody else's`() async throws {
        try await withScene("surveyed") { scene in
            var (moved, foreign) = (scene, scene)
            moved.stackName = "tests-elsewhere"
            foreign.project = "others"
            foreign.stackName = "others-surveyed"
            let deployment = try await moved.deploy()
            let others = try await foreign.deploy()
            let findings = try await scene.survey().filter { $0.stack == "surveyed" }
            #expect(findings.map(\.output.url) == [deployment.url])
            #expect(findings.map(\.output.resources["stack"]) == ["tests-elsewhere"])
            #expect(findings.map(\.step) == ["surveyed"])
            #expect(try await scene.find().isAbsent)
            // What was found can be taken down.
            let found = try #require(findings.first?.output)
            try await scene.destroy(found)
            #expect(try await scene.survey().allSatisfy { $0.stack != "surveyed" })
            try await foreign.destroy(others)
        }
    }

    @Test func `a stack of that name that is another project's is not found`() async throws {
        try await withScene("claimed") { scene in
            var foreign = scene
            foreign.project = "others"
            let deployment = try await foreign.deploy()
            #expect(try await scene.find().isAbsent)
            try await foreign.destroy(deployment)
        }
    }
}

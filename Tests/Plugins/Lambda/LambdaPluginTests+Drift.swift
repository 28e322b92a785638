import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaLambda

/// What becomes of a deployment later.
extension LambdaPluginTests {
    @Test func `what was changed behind its back is seen, and the image set right`() async throws {
        try await withScene("drift") { scene in
            #expect(try await scene.observe(nil).isAbsent)
            let deployment = try await scene.deploy()
            #expect(try await scene.observe(deployment).isPresent)
            let name = try #require(deployment.resources["function"])
            _ = try await scene.aws.aws(
                "lambda", "update-function-configuration", "--function-name", name, "--memory-size", "512"
            )
            #expect(try await scene.observe(deployment).drift?.contains("settings") == true)
            _ = try await scene.aws.aws(
                "lambda", "update-function-code", "--function-name", name, "--image-uri", scene.images[1].reference
            )
            #expect(try await scene.observe(deployment).drift?.contains("another image") == true)
            let repaired = try await scene.deploy()
            #expect(repaired.imageDigest == scene.images[0].digest)
            #expect(try await scene.observe(repaired).isPresent)
            _ = try await scene.aws.aws("lambda", "delete-function", "--function-name", name)
            #expect(try await scene.observe(repaired).drift?.contains("deleted") == true)
            #expect(try await diagnostic { try await scene.deploy() }.code == "lambda.function-gone")
        }
    }

    @Test func `a stack that moves leaves nothing behind`() async throws {
        try await withScene("moves") { scene in
            var moved = scene
            moved.prior = try await scene.deploy()
            moved.stackName = "tests-moved"
            let deployment = try await moved.deploy()
            #expect(deployment.resources["stack"] == "tests-moved")
            #expect(try await scene.status() == nil)
            try await moved.destroy(deployment)
        }
    }

    @Test func `what was made in another account is not taken for gone`() async throws {
        try await withScene("elsewhere") { scene in
            var elsewhere = try await scene.deploy()
            let made = elsewhere.resources["stackId"]
            elsewhere.resources["stackId"] = made?.replacing("123456789012", with: "999999999999")
            await #expect(throws: Diagnostic.self) { try await scene.destroy(elsewhere) }
            #expect(try await scene.status() != nil)
            elsewhere.resources["stackId"] = made
            try await scene.destroy(elsewhere)
        }
    }

    @Test func `what is taken down is gone, and taking it down again is no error`() async throws {
        try await withScene("gone") { scene in
            let deployment = try await scene.deploy()
            try await scene.destroy(deployment)
            #expect(try await scene.status() == nil)
            #expect(try await scene.observe(deployment).isAbsent)
            try await scene.destroy(deployment)
            let functions = try await scene.aws.aws("lambda", "list-functions")["Functions"]?.array ?? []
            #expect(!functions.contains { $0["FunctionName"]?.string == deployment.resources["function"] })
        }
    }
}

import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaLambda

/// What becomes of a deployment later.
extension LambdaPluginTests {
    @Test func `what was changed behind its back is seen, from what to what, and set right`() async throws {
        try await withScene("drift") { scene in
            var scene = scene
            scene.environment["SECRET"] = "hunter2"
            let function: JSON = [
                "memory": 1024, "environment": ["PLAIN": "one", "KEY": "${env:SECRET}"], "url": ["auth": "none"],
            ]
            #expect(try await scene.observe(nil).isAbsent)
            let deployment = try await scene.deploy(function)
            #expect(try await scene.observe(deployment).isPresent)
            let name = try #require(deployment.resources["function"])
            _ = try await scene.aws.aws(
                "lambda", "update-function-configuration", "--function-name", name, "--memory-size", "512", "--timeout",
                "9", "--environment", "Variables={PLAIN=two,KEY=stolen,MORE=private}"
            )
            _ = try await scene.aws.aws(
                "lambda", "put-function-concurrency", "--function-name", name, "--reserved-concurrent-executions", "7")
            _ = try await scene.aws.aws(
                "lambda", "update-function-url-config", "--function-name", name, "--auth-type", "AWS_IAM")
            _ = try await scene.aws.aws(
                "lambda", "update-function-code", "--function-name", name, "--image-uri", scene.images[1].reference
            )
            #expect(
                try await scene.observe(deployment).drift == [
                    "image was sha256:\(scene.images[0].digest.short) and is sha256:\(scene.images[1].digest.short)",
                    "memory was 1024 MB and is 512 MB", "timeout was 300 s and is 9 s",
                    "reserved concurrency was 2 and is 7",
                    "environment variable AWS_LWA_INVOKE_MODE was removed: it was response_stream",
                    "environment variable MORE was added",
                    "environment variable PLAIN was one and is another value",
                    "URL authentication was NONE and is AWS_IAM",
                ])
            let repaired = try await scene.deploy(function)
            #expect(try await scene.observe(repaired).isPresent)
            #expect(repaired.url == deployment.url)
            let found = try await scene.aws.aws("lambda", "get-function", "--function-name", name)
            #expect(found["Configuration"]?["Environment"]?["Variables"]?["KEY"] == "hunter2")
            #expect(try Files.list(scene.folder.path("scratch")).isEmpty)
        }
    }

    @Test func `a secret that was changed by hand is seen by the time, not by its value, and set right`() async throws {
        try await withScene("changed-secret") { scene in
            var scene = scene
            scene.environment["SECRET"] = "hunter2"
            let function: JSON = ["environment": ["KEY": "${env:SECRET}"], "url": ["auth": "none"]]
            let deployment = try await scene.deploy(function)
            let name = try #require(deployment.resources["function"])
            _ = try await scene.aws.aws(
                "lambda", "update-function-configuration", "--function-name", name, "--environment",
                "Variables={KEY=stolen,AWS_LWA_INVOKE_MODE=response_stream}"
            )
            let drift = try #require(try await scene.observe(deployment).drift)
            #expect(drift.count == 1)
            #expect(drift.first?.hasPrefix("its last change was ") == true)
            #expect(!drift.joined().contains("stolen") && !drift.joined().contains("hunter2"))
            let repaired = try await scene.deploy(function)
            #expect(try await scene.observe(repaired).isPresent)
            let found = try await scene.aws.aws("lambda", "get-function", "--function-name", name)
            #expect(found["Configuration"]?["Environment"]?["Variables"]?["KEY"] == "hunter2")
        }
    }

    @Test(arguments: ["delete-function", "delete-function-url-config"])
    func `what was deleted behind CloudFormation's back is made anew`(operation: String) async throws {
        try await withScene("anew-\(operation.count)") { scene in
            let deployment = try await scene.deploy()
            let name = try #require(deployment.resources["function"])
            _ = try await scene.aws.aws("lambda", operation, "--function-name", name)
            #expect(try await scene.observe(deployment).drift?.first?.contains("was deleted") == true)
            let anew = try await scene.deploy()
            #expect(anew.resources["stackId"] != deployment.resources["stackId"])
            #expect(try await scene.observe(anew).isPresent)
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

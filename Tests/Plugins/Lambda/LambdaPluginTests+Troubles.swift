import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaLambda

/// What AWS does on a bad day.
extension LambdaPluginTests {
    @Test func `a failed creation says which resource it was, and the next run begins anew`() async throws {
        try await withScene("failed") { scene in
            try await scene.aws.fault("create-fails")
            let failure = try await diagnostic { try await scene.deploy() }
            #expect(failure.code == "lambda.deploy")
            #expect(failure.message.contains("ROLLBACK_COMPLETE"))
            #expect(!failure.related.isEmpty, "\(failure)")
            #expect(try await scene.status() == "ROLLBACK_COMPLETE")
            _ = try await scene.deploy()
            #expect(try await scene.status() == "CREATE_COMPLETE")
            #expect(scene.messages.log.contains { $0.contains("ROLLBACK_COMPLETE") && $0.contains("deleting") })
        }
    }

    @Test func `a stack that cannot be updated is left to a person, who is told what to type`() async throws {
        try await withScene("stuck") { scene in
            _ = try await scene.deploy()
            try await scene.aws.fault("update-fails")
            try await scene.aws.fault("rollback-fails")
            _ = try await diagnostic { try await scene.deploy(["memory": 3000]) }
            #expect(try await scene.status() == "UPDATE_ROLLBACK_FAILED")
            let stuck = try await diagnostic { try await scene.deploy() }
            #expect(stuck.code == "lambda.stuck")
            #expect(stuck.help?.contains("continue-update-rollback --stack-name tests-stuck") == true)
        }
    }

    @Test func `a stack that is changing is waited for`() async throws {
        try await withScene("busy") { scene in
            var scene = scene
            let aws = scene.aws
            let first = try await scene.deploy()
            try await aws.fault("hold")
            _ = try await aws.aws("cloudformation", "delete-stack", "--stack-name", "tests-busy")
            scene.pause = { try await aws.fault("hold", times: 0) }
            let second = try await scene.deploy()
            #expect(second.resources["stackId"] != first.resources["stackId"])
            #expect(scene.messages.log.contains { $0.contains("DELETE_IN_PROGRESS") && $0.contains("waiting") })
        }
    }

    @Test func `a stack of somebody else is neither changed nor deleted`() async throws {
        try await withScene("theirs") { scene in
            let theirs = try await scene.deploy()
            var other = scene
            other.project = "others"
            #expect(try await diagnostic { try await other.deploy(["memory": 3000]) }.code == "lambda.foreign-stack")
            #expect(try await diagnostic { try await other.destroy(theirs) }.code == "lambda.foreign-stack")
            #expect(try await scene.observe(theirs).isPresent)
        }
    }

    @Test func `without credentials it says so before anything is changed`() async throws {
        try await withScene("nobody") { scene in
            var nobody = scene
            nobody.environment["AWS_ACCESS_KEY_ID"] = nil
            nobody.environment["AWS_SECRET_ACCESS_KEY"] = nil
            nobody.environment["HOME"] = scene.folder.path
            let refused = nobody
            let deploying = try await diagnostic { try await refused.deploy() }
            #expect(deploying.code == "aws.credentials.missing")
            let destroying = try await diagnostic { try await refused.destroy(nil) }
            #expect(destroying.code == "aws.credentials.missing")
            #expect(try await scene.status() == nil)
        }
    }

    @Test func `without the SAM CLI it says how to get it`() async throws {
        try await withScene("bare") { scene in
            var bare = scene
            // The real `aws` needs nothing but itself.
            try Files.createFolder(scene.folder.path("bin"))
            try scene.folder.write("#!/bin/sh\nexec '\(TestTools.folder)/aws' \"$@\"\n", to: "bin/aws", mode: 0o755)
            bare.environment["PATH"] = scene.folder.path("bin")
            let refused = bare
            let missing = try await diagnostic { try await refused.deploy() }
            #expect(missing.code == "lambda.sam-missing")
            #expect(missing.help == "pip install aws-sam-cli")
        }
    }

    @Test func `a deletion that fails says why, and can be repeated`() async throws {
        try await withScene("clinging") { scene in
            let deployment = try await scene.deploy()
            try await scene.aws.fault("delete-fails")
            let failure = try await diagnostic { try await scene.destroy(deployment) }
            #expect(failure.code == "lambda.delete")
            #expect(!failure.related.isEmpty || failure.cause != nil, "\(failure)")
            try await scene.destroy(deployment)
            #expect(try await scene.status() == nil)
        }
    }
}

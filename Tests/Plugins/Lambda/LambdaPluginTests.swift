import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@testable import RecuaLambda

/// Against the emulator, with the real SAM CLI and AWS CLI.
@Suite(.emulatedAWS, .serialized) struct LambdaPluginTests {
    @Test func `a function has all that its manifest asks for, and answers`() async throws {
        try await withScene("whole") { scene in
            let deployment = try await scene.deploy(
                [
                    "memory": 1024, "timeout": 61, "ephemeralStorage": 700, "reservedConcurrency": 3, "logRetention": 7,
                    "environment": ["GREETING": "hello: \"you\" = $me"], "url": ["auth": "none", "stream": true],
                ],
                tags: ["team": "R = D"]
            )
            let name = try #require(deployment.resources["function"])
            let function = try await scene.aws.aws("lambda", "get-function", "--function-name", name)
            let configuration = function["Configuration"]
            #expect(configuration?["MemorySize"] == 1024)
            #expect(configuration?["Timeout"] == 61)
            #expect(configuration?["EphemeralStorage"]?["Size"] == 700)
            #expect(configuration?["Architectures"] == ["x86_64"])
            #expect(configuration?["Environment"]?["Variables"]?["GREETING"] == "hello: \"you\" = $me")
            #expect(configuration?["LoggingConfig"]?["LogGroup"]?.string == deployment.resources["logGroup"])
            #expect(function["Concurrency"]?["ReservedConcurrentExecutions"] == 3)
            #expect(function["Tags"]?["recua:project"] == "tests")
            #expect(function["Tags"]?["recua:stack"] == "whole")
            #expect(function["Tags"]?["team"] == "R = D")
            #expect(function["Code"]?["ImageUri"]?.string?.hasSuffix("@\(scene.images[0].digest)") == true)
            let url = try await scene.aws.aws("lambda", "get-function-url-config", "--function-name", name)
            #expect(url["InvokeMode"] == "RESPONSE_STREAM")
            #expect(url["AuthType"] == "NONE")
            let groups = try await scene.aws.aws("logs", "describe-log-groups", "--log-group-name-prefix", "/recua/tests-whole")
            #expect(groups["logGroups"]?[0]?["retentionInDays"] == 7)
            #expect(deployment.imageDigest == scene.images[0].digest)
            #expect(deployment.resources["stack"] == "tests-whole")
            #expect(deployment.region == "us-east-1")
            #expect(deployment.modelName == "tiny")
            #expect(!deployment.url.hasSuffix("/"))
            #expect(try await answer(deployment).contains(#"hello: \"you\" = $me"#))
        }
    }

    @Test func `what changed is deployed, at the same URL, and without a change nothing is`() async throws {
        try await withScene("again") { scene in
            let first = try await scene.deploy(["memory": 1024])
            #expect(try await scene.deploy(["memory": 1024]) == first)
            let second = try await scene.deploy(image: 1, ["memory": 2048, "environment": ["GREETING": "new"]])
            #expect(second.url == first.url)
            #expect(second.auth == .iam)
            #expect(second.imageDigest == scene.images[1].digest)
            let name = try #require(second.resources["function"])
            let function = try await scene.aws.aws("lambda", "get-function", "--function-name", name)
            #expect(function["Configuration"]?["MemorySize"] == 2048)
            #expect(function["Configuration"]?["Environment"]?["Variables"]?["GREETING"] == "new")
            #expect(function["Code"]?["ImageUri"]?.string?.hasSuffix("@\(scene.images[1].digest)") == true)
        }
    }

    @Test(arguments: [#"hunter2 "quoted" \ back\ slash\" 'x' = ${y}, é\n#"#, "\"wrapped\"", "file://x"])
    func `a secret reaches the function as it is, and nothing else sees it`(secret: String) async throws {
        try await withScene("secret") { scene in
            var scene = scene
            scene.environment["SECRET"] = secret
            let tools = try recordingTools(in: scene.folder)
            scene.environment["PATH"] = "\(tools.folder):\(TestTools.path)"
            let deployment = try await scene.deploy(["environment": ["GREETING": "${env:SECRET}"]])
            let name = try #require(deployment.resources["function"])
            let function = try await scene.aws.aws("lambda", "get-function", "--function-name", name)
            #expect(function["Configuration"]?["Environment"]?["Variables"]?["GREETING"]?.string == secret)
            let commands = try Files.readText(tools.record)
            #expect(commands.contains("deploy"))
            #expect(!commands.contains(secret))
            #expect(!scene.messages.log.joined(separator: "\n").contains(secret))
            #expect(try !JSON(encoding: deployment).text().contains("hunter2"))
            #expect(try Files.list(scene.folder.path("scratch")).isEmpty)
            #expect(!Files.exists(scene.folder.path("stack/.aws-sam")))
            for file in try Files.list(scene.folder.path("stack")) {
                #expect(try !Files.readText(scene.folder.path("stack/\(file)")).contains(secret))
            }
        }
    }

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
            #expect(try await isPresent(scene.observe(theirs)))
        }
    }

    @Test func `without credentials it says so before anything is changed`() async throws {
        try await withScene("nobody") { scene in
            var nobody = scene
            nobody.environment["AWS_ACCESS_KEY_ID"] = nil
            nobody.environment["AWS_SECRET_ACCESS_KEY"] = nil
            nobody.environment["HOME"] = scene.folder.path
            let refused = nobody
            #expect(try await diagnostic { try await refused.deploy() }.code == "aws.credentials.missing")
            #expect(try await diagnostic { try await refused.destroy(nil) }.code == "aws.credentials.missing")
            #expect(try await scene.status() == nil)
        }
    }

    @Test func `without the SAM CLI it says how to get it`() async throws {
        try await withScene("bare") { scene in
            var bare = scene
            try Files.createFolder(scene.folder.path("bin"))
            try scene.folder.write("#!/bin/sh\nexec '\(TestTools.folder)/aws' \"$@\"\n", to: "bin/aws", mode: 0o755)
            bare.environment["PATH"] = scene.folder.path("bin")
            let refused = bare
            let missing = try await diagnostic { try await refused.deploy() }
            #expect(missing.code == "lambda.sam-missing")
            #expect(missing.help == "pip install aws-sam-cli")
        }
    }

    @Test func `what was changed behind its back is seen, and the image set right`() async throws {
        try await withScene("drift") { scene in
            #expect(isAbsent(try await scene.observe(nil)))
            let deployment = try await scene.deploy()
            #expect(try await isPresent(scene.observe(deployment)))
            let name = try #require(deployment.resources["function"])
            _ = try await scene.aws.aws("lambda", "update-function-configuration", "--function-name", name, "--memory-size", "512")
            #expect(drift(try await scene.observe(deployment))?.contains("settings") == true)
            _ = try await scene.aws.aws(
                "lambda", "update-function-code", "--function-name", name, "--image-uri", scene.images[1].reference
            )
            #expect(drift(try await scene.observe(deployment))?.contains("another image") == true)
            let repaired = try await scene.deploy()
            #expect(repaired.imageDigest == scene.images[0].digest)
            #expect(try await isPresent(scene.observe(repaired)))
            _ = try await scene.aws.aws("lambda", "delete-function", "--function-name", name)
            #expect(drift(try await scene.observe(repaired))?.contains("deleted") == true)
            #expect(try await diagnostic { try await scene.deploy() }.code == "lambda.function-gone")
        }
    }

    @Test func `what is taken down is gone, and taking it down again is no error`() async throws {
        try await withScene("gone") { scene in
            let deployment = try await scene.deploy()
            try await scene.destroy(deployment)
            #expect(try await scene.status() == nil)
            #expect(isAbsent(try await scene.observe(deployment)))
            try await scene.destroy(deployment)
            let functions = try await scene.aws.aws("lambda", "list-functions")["Functions"]?.array ?? []
            #expect(!functions.contains { $0["FunctionName"]?.string == deployment.resources["function"] })
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

extension LambdaPluginTests {
    private func answer(_ deployment: Deployment) async throws -> String {
        try await Command("curl", ["-sS", "\(deployment.url)/hello"], environment: Variables.process).runChecked()
    }

    /// A `sam` and an `aws` that write their command line down before they do their work.
    private func recordingTools(in folder: ScratchFolder) throws -> (folder: String, record: String) {
        let record = folder.path("commands.txt")
        for tool in ["sam", "aws"] {
            try folder.write(
                """
                #!/bin/sh
                printf '%s\\n' "$0" "$@" >> '\(record)'
                exec '\(TestTools.folder)/\(tool)' "$@"

                """, to: "tools/\(tool)", mode: 0o755
            )
        }
        return (folder.path("tools"), record)
    }

    private func isPresent(_ observation: Observation<Deployment>) -> Bool {
        if case .present = observation { true } else { false }
    }

    private func isAbsent(_ observation: Observation<Deployment>) -> Bool {
        if case .absent = observation { true } else { false }
    }

    private func drift(_ observation: Observation<Deployment>) -> String? {
        if case .drifted(_, let detail) = observation { detail } else { nil }
    }
}

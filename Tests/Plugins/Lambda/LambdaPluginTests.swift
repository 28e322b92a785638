import RecuaCore
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
            let groups = try await scene.aws.aws(
                "logs", "describe-log-groups", "--log-group-name-prefix", "/recua/tests-whole")
            #expect(groups["logGroups"]?[0]?["retentionInDays"] == 7)
            #expect(deployment.imageDigest == scene.images[0].digest)
            #expect(deployment.resources["stack"] == "tests-whole")
            #expect(deployment.region == "us-east-1")
            #expect(deployment.modelName == "tiny")
            #expect(!deployment.url.hasSuffix("/"))
            #expect(try await answer(deployment).contains(#"hello: \"you\" = $me"#))
            #expect(scene.messages.log.contains { $0.contains("CREATE_COMPLETE") })
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

    @Test func `a secret reaches the function as it is, and nothing else sees it`() async throws {
        try await withScene("secret") { scene in
            var scene = scene
            let secret = #"hunter2 "quoted" \ back\ slash\" 'x' = ${y}, é\n#"#
            scene.environment["SECRET"] = secret
            let tools = try recordingTools(in: scene.folder)
            scene.environment["PATH"] = "\(tools.folder):\(TestTools.path)"
            let deployment = try await scene.deploy(["environment": ["GREETING": "${env:SECRET}"]])
            let name = try #require(deployment.resources["function"])
            let function = try await scene.aws.aws("lambda", "get-function", "--function-name", name)
            #expect(function["Configuration"]?["Environment"]?["Variables"]?["GREETING"]?.string == secret)
            let commands = try Files.readText(tools.record)
            #expect(commands.contains("deploy"))
            #expect(!commands.contains("hunter2"))
            #expect(!scene.messages.log.joined(separator: "\n").contains("hunter2"))
            let artifact = try JSON(encoding: deployment).text()
            #expect(!artifact.contains("hunter2"))
            #expect(try Files.list(scene.folder.path("scratch")).isEmpty)
            #expect(!Files.exists(scene.folder.path("stack/.aws-sam")))
            for file in try Files.list(scene.folder.path("stack")) {
                let text = try Files.readText(scene.folder.path("stack/\(file)"))
                #expect(!text.contains("hunter2"))
            }
        }
    }

    private func answer(_ deployment: Deployment) async throws -> String {
        let script = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read().decode())"
        return try await TestTools.python(script, ["\(deployment.url)/hello"])
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
}

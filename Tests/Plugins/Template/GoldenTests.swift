import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaTemplate

@Suite struct `The rendered files` {
    @Test func `are the same bytes for the same stack, and safe by default`() async throws {
        try await withScratchFolder { folder in
            let rendering = try await Rendering(in: folder)
            #expect(rendering.template == Self.template)
            let tag = try #require(rendering.artifact.fingerprint).hex
            #expect(rendering.configuration == Self.configuration(tag))
            let again = try await Rendering(in: folder)
            #expect(again.artifact == rendering.artifact)
            #expect(again.artifact.template.sha256 == Digest(of: Self.template))
            #expect(rendering.artifact.stackName == "tests-demo")
            #expect(rendering.artifact.auth == .iam)
            #expect(rendering.artifact.isStreaming)
        }
    }

    @Test func `are accepted by the SAM CLI and its linter with everything switched on`() async throws {
        try await withScratchFolder { folder in
            let rendering = try await Rendering(
                [
                    "memory": 10_240, "timeout": 900, "ephemeralStorage": 10_240, "architecture": "x86_64",
                    "reservedConcurrency": 0, "logRetention": 365,
                    "environment": ["LOG_LEVEL": "debug", "API_KEY": "${env:SECRET}"],
                    "url": [
                        "auth": "none", "stream": false,
                        "cors": [
                            "origins": ["https://example.org", "http://localhost:3000"], "methods": ["GET", "POST"],
                        ],
                    ],
                ],
                lambda: ["stackName": "Other-Name", "region": "eu-west-1"], description: "A model: \"small\" & fast",
                tags: ["team": "R and D", "cost center": "a=b/c"], in: folder
            )
            try Files.createFolder(folder.path("home"))
            let script = """
                import subprocess, sys
                result = subprocess.run(["sam", "validate", "--lint"], cwd=sys.argv[1], capture_output=True, text=True)
                print(result.returncode, result.stdout, result.stderr)
                """
            let said = try await TestTools.python(
                script, [Files.folder(of: rendering.artifact.template.path)],
                environment: [
                    "HOME": folder.path("home"), "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "eu-west-1",
                    "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing",
                    "AWS_EC2_METADATA_DISABLED": "true",
                ]
            )
            #expect(said.hasPrefix("0 "), "\(said)")
        }
    }

    private static let template = """
        AWSTemplateFormatVersion: "2010-09-09"
        Transform: AWS::Serverless-2016-10-31
        Description: "tests/demo, deployed by recua"
        Parameters:
          ImageUri:
            Type: String
            Description: "The image, by digest"
        Resources:
          Function:
            Type: AWS::Serverless::Function
            Properties:
              PackageType: Image
              ImageUri: !Ref ImageUri
              Description: "demo, served by recua"
              Architectures: [x86_64]
              MemorySize: 1769
              Timeout: 300
              EphemeralStorage:
                Size: 512
              ReservedConcurrentExecutions: 2
              Environment:
                Variables:
                  AWS_LWA_INVOKE_MODE: response_stream
              LoggingConfig:
                LogGroup: !Ref LogGroup
              FunctionUrlConfig:
                AuthType: AWS_IAM
                InvokeMode: RESPONSE_STREAM
              Tags:
                recua:project: tests
                recua:stack: demo
          LogGroup:
            Type: AWS::Logs::LogGroup
            DeletionPolicy: Delete
            UpdateReplacePolicy: Delete
            Properties:
              LogGroupName: "/recua/tests-demo"
              RetentionInDays: 14
        Outputs:
          FunctionName:
            Value: !Ref Function
          FunctionArn:
            Value: !GetAtt Function.Arn
          FunctionUrl:
            Value: !GetAtt FunctionUrl.FunctionUrl
          LogGroup:
            Value: !Ref LogGroup

        """

    private static func configuration(_ fingerprint: String) -> String {
        """
        version = 0.1

        [default.global.parameters]
        stack_name = "tests-demo"
        region = "us-east-1"

        [default.validate.parameters]
        template_file = "template.yaml"
        lint = true

        [default.deploy.parameters]
        template_file = "template.yaml"
        image_repository = "123456789012.dkr.ecr.us-east-1.amazonaws.com/llamas"
        capabilities = "CAPABILITY_IAM"
        confirm_changeset = false
        fail_on_empty_changeset = false
        on_failure = "ROLLBACK"
        tags = ["recua:fingerprint=\(fingerprint)", "recua:project=tests", "recua:stack=demo"]

        [default.delete.parameters]
        no_prompts = true

        [default.deploy.parameters.parameter_overrides]
        ImageUri = "123456789012.dkr.ecr.us-east-1.amazonaws.com/llamas@sha256:\(String(repeating: "ab", count: 32))"

        """
    }
}

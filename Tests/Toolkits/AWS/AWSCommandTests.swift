import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@testable import RecuaAWS

struct AWSCommandTests {
    @Test func `a call asks for JSON, names its region and uses no pager`() {
        let command = AWSCommand(["lambda", "get-function"], region: "us-east-1", environment: ["PATH": "/bin"]).process
        #expect(command.executable == "aws")
        #expect(command.arguments == ["lambda", "get-function", "--output", "json", "--region", "us-east-1"])
        #expect(command.environment == ["PATH": "/bin", "AWS_PAGER": ""])
    }

    @Test(arguments: [
        (["lambda", "list-functions"], "http://l"), (["ecr", "x"], "http://all"), (["logs", "tail"], "http://logs"),
    ])
    func `the endpoint of the environment is used, the service's own first`(arguments: [String], endpoint: String) {
        let environment = [
            "AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_LAMBDA": "http://l",
            "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS": "http://logs",
        ]
        let words = AWSCommand(arguments, environment: environment).process.arguments
        #expect(words.suffix(2) == ["--endpoint-url", endpoint])
    }

    @Test func `an answer is JSON, and an empty one is null`() async throws {
        try await withProgram("#!/bin/sh\n[ \"$1\" = empty ] || echo '{\"Stacks\":[]}'\n") { environment in
            let answer = try await AWS.run(["cloudformation"], environment: environment)
            #expect(answer == ["Stacks": []])
            let nothing = try await AWS.run(["empty"], environment: environment)
            #expect(nothing == .null)
        }
    }

    @Test func `a refusal is told by its code`() async throws {
        let text = "#!/bin/sh\necho 'An error occurred (AccessDenied) when calling the X operation: no' >&2\nexit 254\n"
        try await withProgram(text) { environment in
            let error = await #expect(throws: Diagnostic.self) {
                try await AWS.run(["x", "y"], environment: environment)
            }
            #expect(error?.code == "aws.denied")
            #expect(error?.message == "AWS does not allow `aws x y`")
        }
    }

    @Test func `a machine without the AWS CLI is told so`() async {
        let error = await #expect(throws: Diagnostic.self) {
            try await AWS.run(["x"], environment: ["PATH": "/nonexistent"])
        }
        #expect(error?.code == "aws.cli-missing")
    }
}

/// Gives an environment in which `aws` is the script `text`.
func withProgram(_ text: String, _ body: ([String: String]) async throws -> Void) async throws {
    try await withScratchFolder { folder in
        try folder.write(text, to: "aws", mode: 0o755)
        try await body(["PATH": "\(folder.path):/usr/bin:/bin"])
    }
}

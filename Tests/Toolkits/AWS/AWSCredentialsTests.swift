import RecuaCore
import Testing

@testable import RecuaAWS

struct AWSCredentialsTests {
    @Test func `keys in the environment are used without starting a process`() async throws {
        let environment = [
            "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "hush", "AWS_SESSION_TOKEN": "token",
            "PATH": "/nonexistent",
        ]
        let credentials = try await AWSCredentials.load(environment: environment)
        #expect(credentials == AWSCredentials(accessKeyID: "AKID", secretAccessKey: "hush", sessionToken: "token"))
    }

    @Test func `else the AWS CLI is asked`() async throws {
        let answer = #"{"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"hush","SessionToken":"token"}"#
        try await withProgram(
            "#!/bin/sh\n[ \"$*\" = 'configure export-credentials --format process' ] && echo '\(answer)'\n"
        ) {
            let credentials = try await AWSCredentials.load(environment: $0)
            #expect(credentials == AWSCredentials(accessKeyID: "AKID", secretAccessKey: "hush", sessionToken: "token"))
        }
    }

    @Test(arguments: [
        ("echo 'Unable to locate credentials' >&2; exit 253", "aws.credentials.missing"),
        ("echo 'The SSO session has expired or is otherwise invalid' >&2; exit 255", "aws.credentials.expired"),
        ("echo 'argument subcommand: Invalid choice' >&2; exit 2", "aws.credentials.cli-version"),
        ("echo '{\"AccessKeyId\": \"hush\"'", "aws.credentials.unreadable"),
    ])
    func `what is missing is told with what to type`(script: String, code: String) async throws {
        try await withProgram("#!/bin/sh\n\(script)\n") { environment in
            let error = await #expect(throws: Diagnostic.self) {
                try await AWSCredentials.load(environment: environment)
            }
            #expect(error?.code == code)
            #expect(error.map { "\($0)".contains("hush") } == false)
        }
    }

    @Test func `a secret key is never printed`() {
        let credentials = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "hush", sessionToken: "quiet")
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            #expect(text.contains("AKID"))
            #expect(!text.contains("hush") && !text.contains("quiet"))
        }
    }

    @Test func `the region is the explicit one, then AWS_REGION, then AWS_DEFAULT_REGION`() throws {
        let environment = ["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"]
        #expect(try AWSRegion.resolve(explicit: "us-gov-west-1", environment: environment) == "us-gov-west-1")
        #expect(try AWSRegion.resolve(environment: environment) == "eu-west-1")
        #expect(
            try AWSRegion.resolve(environment: ["AWS_REGION": "", "AWS_DEFAULT_REGION": "eu-west-2"]) == "eu-west-2")
        for bad in [["AWS_REGION": "evil.example/"], [:]] {
            let error = #expect(throws: Diagnostic.self) { try AWSRegion.resolve(environment: bad) }
            #expect(error?.code == "aws.region")
        }
    }
}

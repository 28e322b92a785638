import RecuaCore
import Testing

@testable import RecuaAWS

struct AWSFailureTests {
    @Test(arguments: [
        (
            "An error occurred (ExpiredToken) when calling the DescribeStacks operation: gone", 254,
            "aws.credentials.expired"
        ),
        ("An error occurred (InvalidClientTokenId) when calling the X operation: bad", 254, "aws.credentials.invalid"),
        ("An error occurred (AccessDenied) when calling the CreateStack operation: no", 254, "aws.denied"),
        (
            "An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id x does not exist",
            254, "aws.not-found"
        ),
        ("An error occurred (ValidationError) when calling the CreateStack operation: Template", 254, "aws.failed"),
        (
            "An error occurred (ResourceNotFoundException) when calling the GetFunction operation: x", 254,
            "aws.not-found"
        ),
        (
            "An error occurred (Throttling) when calling the X operation (reached max retries: 2): Rate exceeded",
            254, "aws.throttled"
        ),
        (
            "\nUnable to locate credentials. You can configure credentials by running \"aws configure\".", 255,
            "aws.credentials.missing"
        ),
        ("The config profile (work) could not be found", 255, "aws.credentials.missing"),
        ("Error when retrieving token from sso: Token has expired and refresh failed", 255, "aws.credentials.expired"),
        ("Could not connect to the endpoint URL: \"http://127.0.0.1:9/\"", 255, "aws.failed"),
        ("You must specify a region.", 253, "aws.failed"),
        ("", 1, "aws.failed"),
    ])
    func `what AWS says becomes a stable code`(text: String, exitCode: Int, code: String) throws {
        let failure = try #require(AWSFailure(exitCode: Int32(exitCode), standardError: text))
        #expect(failure.diagnostic(of: "aws x").code == code)
    }

    @Test func `the last error with a code counts, not a warning after it`() throws {
        let text = "warning: old\nAn error occurred (AccessDenied) when calling the X operation: no\nsee the manual\n"
        let failure = try #require(AWSFailure(exitCode: 254, standardError: text))
        #expect(failure.code == "AccessDenied")
    }

    @Test func `success is no failure`() { #expect(AWSFailure(exitCode: 0, standardError: "a warning") == nil) }
}

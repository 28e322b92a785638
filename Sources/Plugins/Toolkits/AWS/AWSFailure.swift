import RecuaCore

/// Why a call of the AWS CLI failed, read from what it wrote to standard error.
///
/// The services' errors carry a code: `An error occurred (AccessDenied) when calling the CreateStack operation: …`.
/// Troubles of the CLI itself carry none; of those, only the ones about credentials are told apart.
struct AWSFailure: Hashable {
    enum Kind: Hashable {
        case missingCredentials, expiredCredentials, invalidCredentials, denied, notFound, exists, throttled, other
    }

    /// AWS's own code, such as `ValidationError`.
    let code: String?
    let kind: Kind
    /// What AWS said, one line of at most 500 characters.
    let message: String

    /// - Returns: nil when the call succeeded.
    init?(exitCode: Int32, standardError: String) {
        guard exitCode != 0 else { return nil }
        let lines = standardError.split(whereSeparator: \.isNewline).map { $0.drop { $0.isWhitespace } }.filter {
            !$0.isEmpty
        }
        let line = lines.last { Self.code(in: $0) != nil } ?? lines.last ?? "it ended with exit code \(exitCode)"
        code = Self.code(in: line)
        message = String(line.prefix(500))
        kind = code.map { Self.kind(ofCode: $0, message: line) } ?? Self.kind(ofExitCode: exitCode, message: line)
    }

    /// The word in `(…) when calling the`.
    private static func code(in line: Substring) -> String? {
        guard let end = line.firstRange(of: ") when calling the "),
            let open = line[..<end.lowerBound].lastIndex(of: "(")
        else { return nil }
        let code = line[line.index(after: open)..<end.lowerBound]
        return code.isEmpty || code.contains(" ") ? nil : String(code)
    }

    private static func kind(ofCode code: String, message: Substring) -> Kind {
        switch code {
        case "ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired": .expiredCredentials
        case "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "AuthFailure",
            "InvalidAccessKeyId", "IncompleteSignature", "InvalidSignatureException", "MissingAuthenticationToken",
            "MissingAuthenticationTokenException":
            .invalidCredentials
        case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Forbidden", "403": .denied
        case "Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException",
            "RequestLimitExceeded", "RequestThrottled", "SlowDown":
            .throttled
        case "NoSuchEntity", "NoSuchBucket", "NoSuchKey", "404", "NotFound": .notFound
        // CloudFormation has no code of its own for a stack that is not there.
        case "ValidationError" where message.contains("does not exist"): .notFound
        case _ where code.hasSuffix("NotFoundException") || code.hasSuffix("NotFound"): .notFound
        case _ where code.hasSuffix("AlreadyExistsException") || code.hasSuffix("AlreadyExists"): .exists
        default: .other
        }
    }

    /// Version 2 ends with 253 when it lacks configuration; version 1 ends with 255 for everything.
    private static func kind(ofExitCode exitCode: Int32, message: Substring) -> Kind {
        let text = message.lowercased()
        if text.contains("expired") { return .expiredCredentials }
        let isAboutCredentials = text.contains("credentials") || text.contains("config profile")
        return isAboutCredentials || (exitCode == 253 && !text.contains("region")) ? .missingCredentials : .other
    }

    func diagnostic(of command: String) -> Diagnostic {
        var diagnostic = summary(of: command)
        diagnostic.cause = message
        return diagnostic
    }

    private func summary(of command: String) -> Diagnostic {
        switch kind {
        case .missingCredentials:
            Diagnostic(
                "aws.credentials.missing", "`\(command)` found no AWS credentials",
                help: "log in with `aws sso login` or `aws login`, or set up with `aws configure sso`"
            )
        case .expiredCredentials:
            Diagnostic(
                "aws.credentials.expired", "the AWS credentials have expired",
                help: "log in again: `aws sso login` or `aws login`"
            )
        case .invalidCredentials:
            Diagnostic(
                "aws.credentials.invalid", "AWS does not accept these credentials",
                help: "see which ones are used: `aws configure list`"
            )
        case .denied:
            Diagnostic(
                "aws.denied", "AWS does not allow `\(command)`",
                help: "see who is asking with `aws sts get-caller-identity`, and give that identity the permission"
            )
        case .notFound: Diagnostic("aws.not-found", "`\(command)` names something that does not exist")
        case .exists: Diagnostic("aws.exists", "`\(command)` would make something that exists")
        case .throttled:
            Diagnostic(
                "aws.throttled", "AWS asks to call `\(command)` less often", help: "run the command again in a minute")
        case .other: Diagnostic("aws.failed", "`\(command)` failed\(code.map { " with `\($0)`" } ?? "")")
        }
    }
}

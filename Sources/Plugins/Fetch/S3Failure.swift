internal import RecuaCore

/// A refusal of S3 in words.
struct S3Failure: Sendable, Hashable {
    var status: UInt
    /// S3's own word, such as `NoSuchKey`; empty when it gave none.
    var code: String
    var isDeleted = false

    /// - Parameter body: XML.
    init(status: UInt, body: String, isDeleted: Bool = false) {
        self.status = status
        self.isDeleted = isDeleted
        let start = body.firstRange(of: "<Code>")?.upperBound
        code = start.map { String(body[$0...].prefix { $0 != "<" }.prefix(64)) } ?? ""
    }

    func diagnostic(for object: S3Object, access: S3Access) -> Diagnostic {
        switch code {
        case "NoSuchBucket": notFound("there is no bucket `\(object.bucket)` in S3", "check the bucket's name")
        case _ where isDeleted:
            notFound(
                "`\(object)` was deleted", "name a version that is left: `s3://\(object.bucket)/…?versionId=VERSION`")
        case "NoSuchVersion":
            notFound("`s3://\(object.bucket)/\(object.key)` has no such version", "check what follows `versionId=`")
        case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "AuthorizationHeaderMalformed":
            Diagnostic(
                "aws.credentials.invalid", "S3 does not accept these AWS credentials (\(code))",
                help: "see which ones are used: `aws configure list`")
        case "ExpiredToken", "TokenRefreshRequired":
            Diagnostic(
                "aws.credentials.expired", "the AWS credentials have expired",
                help: "log in again: `aws sso login` or `aws login`")
        case "RequestTimeTooSkewed":
            Diagnostic(
                "fetch.refused", "S3 refuses signatures of this machine, whose clock is wrong", help: "set the clock")
        case "InvalidObjectState":
            Diagnostic(
                "fetch.refused", "`\(object)` is archived and cannot be read at once",
                help: "restore it first: `aws s3api restore-object`")
        case "NoSuchKey": noKey(object)
        case _ where status == 404: noKey(object)
        case _ where status == 401 || status == 403: denied(object, access)
        default:
            Diagnostic("fetch.refused", "S3 answered \(status)\(code.isEmpty ? "" : " (\(code))") for `\(object)`")
        }
    }

    private func notFound(_ message: String, _ help: String) -> Diagnostic {
        Diagnostic("fetch.not-found", message, help: help)
    }

    private func noKey(_ object: S3Object) -> Diagnostic {
        let folder = object.key.split(separator: "/").dropLast().map { "\($0)/" }.joined()
        return notFound(
            "there is no file `\(object.key)` in the bucket `\(object.bucket)`",
            "see what is there: `aws s3 ls s3://\(object.bucket)/\(folder)`")
    }

    private func denied(_ object: S3Object, _ access: S3Access) -> Diagnostic {
        guard let lack = access.lack else {
            return Diagnostic(
                "fetch.denied", "these AWS credentials may not read `\(object)`, or it is not there",
                help: "the permission is `s3:GetObject`; with `s3:ListBucket` besides, S3 also says what is not there")
        }
        var problem = Diagnostic(
            "fetch.denied", "`\(object)` is not public, and there are no AWS credentials", help: lack.help)
        problem.cause = lack.message
        return problem
    }
}

import RecuaCore

/// The deployed function.
struct LambdaFunction {
    let name: String
    let account: AWSAccount
    let pause: @Sendable () async throws -> Void

    /// Waits until the function can be called: a new image is unpacked first.
    ///
    /// - Throws: ``Diagnostic`` `lambda.function` with Lambda's own reason.
    func waitUntilReady() async throws {
        while true {
            let configuration = try await account.call("lambda", "get-function-configuration", "--function-name", name)
            let state = configuration["State"]?.string ?? "Active"
            let update = configuration["LastUpdateStatus"]?.string ?? "Successful"
            if state == "Failed" || update == "Failed" {
                let reason = configuration["StateReason"]?.string ?? configuration["LastUpdateStatusReason"]?.string
                var problem = Diagnostic(
                    "lambda.function", "AWS Lambda cannot run the image of `\(name)`",
                    help: "`recua build --output DIR` and `recua inspect oci:DIR` say what Lambda wants"
                )
                problem.cause = reason
                throw problem
            }
            if state != "Pending", update != "InProgress" { return }
            try await pause()
        }
    }

    /// The digest of the image that runs; nil when Lambda names none.
    func imageDigest() async throws -> Digest? {
        let code = try await account.call("lambda", "get-function", "--function-name", name)["Code"]
        let uri = code?["ResolvedImageUri"]?.string ?? code?["ImageUri"]?.string
        return uri?.split(separator: "@").last.flatMap { Digest($0) }
    }
}

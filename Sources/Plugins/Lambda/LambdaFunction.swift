import RecuaCore

/// The deployed function.
struct LambdaFunction {
    let name: String
    let account: AWSAccount
    /// Waits between two looks at a function that is changing.
    let pause: @Sendable () async throws -> Void

    /// What the function is now, or will be when the change under way is done.
    ///
    /// - Throws: ``Diagnostic`` `aws.not-found` when there is no such function.
    func facts() async throws -> FunctionFacts { FunctionFacts(try await look()) }

    /// What the function is when it can be called: a new image is unpacked first.
    ///
    /// - Throws: ``Diagnostic`` `lambda.function` with Lambda's own reason, or `lambda.function-gone`.
    func ready() async throws -> FunctionFacts {
        do {
            while true {
                let description = try await look()
                if try isReady(description["Configuration"] ?? .null) { return FunctionFacts(description) }
                try await pause()
            }
        } catch let missing as Diagnostic where missing.code == "aws.not-found" {
            throw Diagnostic(
                Self.gone, "the function `\(name)` was deleted behind CloudFormation's back",
                help: "`recua down` and `recua up` make it anew"
            )
        }
    }

    /// How its URL answers; nil when it has none.
    func url() async throws -> URLFacts? {
        do {
            return URLFacts(try await account.call("lambda", "get-function-url-config", "--function-name", name))
        } catch let missing as Diagnostic where missing.code == "aws.not-found" {
            return nil
        }
    }

    /// What was deleted by hand is not made again by CloudFormation.
    static let gone = "lambda.function-gone"

    private func look() async throws -> JSON {
        try await account.call("lambda", "get-function", "--function-name", name)
    }

    private func isReady(_ configuration: JSON) throws -> Bool {
        let state = configuration["State"]?.string
        let update = configuration["LastUpdateStatus"]?.string
        guard state != "Failed", update != "Failed" else {
            var problem = Diagnostic(
                "lambda.function", "AWS Lambda cannot run the image of `\(name)`",
                help: "`recua build --output DIR` writes the image for a closer look"
            )
            problem.cause = configuration["StateReason"]?.string ?? configuration["LastUpdateStatusReason"]?.string
            throw problem
        }
        return state != "Pending" && update != "InProgress"
    }
}

import RecuaCore

/// The CloudFormation stack of a deployment.
struct CloudFormationStack {
    let name: String
    let account: AWSAccount
    /// Whose stack it must be, by its tags.
    let owner: StackFacts
    /// Waits between two looks at a stack that is changing.
    let pause: @Sendable () async throws -> Void

    /// - Returns: CloudFormation's description; nil when there is no such stack.
    func look() async throws -> JSON? {
        do {
            return try await account.call("cloudformation", "describe-stacks", "--stack-name", name)["Stacks"]?[0]
        } catch let missing as Diagnostic where missing.code == "aws.not-found" {
            return nil
        }
    }

    /// Brings the stack into a state from which it can be deployed: one that is changing is waited for, one whose
    /// creation failed is deleted.
    ///
    /// - Throws: ``Diagnostic`` `lambda.foreign-stack`, `lambda.stuck`, or `lambda.delete`.
    func makeReady(_ log: (String) -> Void) async throws {
        guard let description = try await settled(log) else { return }
        switch StackState(Self.status(description)) {
        case .deployable, .changing: return
        case .abandoned:
            log("the stack `\(name)` is in \(Self.status(description)) and serves nothing: deleting it first")
            try await delete(description)
        case .stuck: throw stuck(Self.status(description))
        }
    }

    /// Deletes the stack and waits until it is gone. One that is gone already is no error.
    ///
    /// - Throws: ``Diagnostic`` `lambda.foreign-stack`, or `lambda.delete` with the reasons.
    func delete(_ log: (String) -> Void) async throws {
        if let description = try await settled(log) { try await delete(description) }
    }

    /// What went wrong with which resource in the latest operation.
    func failures() async throws -> [Diagnostic.Related] {
        StackEvents(try await account.call("cloudformation", "describe-stack-events", "--stack-name", name)).failures
    }

    func outputs() async throws -> StackOutputs {
        guard let description = try await look() else {
            throw Diagnostic("lambda.gone", "the CloudFormation stack `\(name)` is gone", help: "run the command again")
        }
        return try StackOutputs(description, stack: name)
    }

    static func status(_ description: JSON) -> String { description["StackStatus"]?.string ?? "" }
    static func identifier(_ description: JSON) -> String? { description["StackId"]?.string }

    static func tags(_ description: JSON) -> [String: String] {
        Dictionary(
            (description["Tags"]?.array ?? []).map { ($0["Key"]?.string ?? "", $0["Value"]?.string ?? "") }
        ) { $1 }
    }

    /// The stack when nothing is under way in it, and it is known to be ours; nil when there is none.
    private func settled(_ log: (String) -> Void) async throws -> JSON? {
        var isFirst = true
        while let description = try await look() {
            try checkOwner(description)
            guard StackState(Self.status(description)) == .changing else { return description }
            if isFirst { log("the stack `\(name)` is in \(Self.status(description)): waiting") }
            isFirst = false
            try await pause()
        }
        return nil
    }

    /// By its ID, since a name can be taken again meanwhile, and since deleted stacks are found by ID only.
    private func delete(_ description: JSON) async throws {
        let identifier = Self.identifier(description) ?? name
        _ = try await account.call("cloudformation", "delete-stack", "--stack-name", identifier)
        let stack = CloudFormationStack(name: identifier, account: account, owner: owner, pause: pause)
        while let description = try await stack.look(), Self.status(description) != "DELETE_COMPLETE" {
            if Self.status(description) == "DELETE_FAILED" { throw try await undeletable(description) }
            try await pause()
        }
    }

    private func undeletable(_ description: JSON) async throws -> Diagnostic {
        var problem = Diagnostic(
            "lambda.delete", "the CloudFormation stack `\(name)` could not be deleted",
            help: "remove what stands in the way and run this again", related: try await failures()
        )
        problem.cause = description["StackStatusReason"]?.string
        return problem
    }

    private func stuck(_ status: String) -> Diagnostic {
        let wayOut = status == "UPDATE_ROLLBACK_FAILED" ? "continue-update-rollback" : "rollback-stack"
        return Diagnostic(
            "lambda.stuck", "the CloudFormation stack `\(name)` is in \(status)",
            help: "aws cloudformation \(wayOut) --stack-name \(name) --region \(account.region), then run this again"
        )
    }

    /// A stack of that name that somebody else made is left alone.
    private func checkOwner(_ description: JSON) throws {
        // A stack in review was never made: it has no tags yet, and nothing in it.
        if Self.status(description) == "REVIEW_IN_PROGRESS" { return }
        let tags = Self.tags(description)
        guard tags["recua:project"] == owner.project, tags["recua:stack"] == owner.name else {
            throw Diagnostic(
                "lambda.foreign-stack",
                "the CloudFormation stack `\(name)` is there already, and is not this project's",
                help: "choose another name: `lambda: { stackName: … }`"
            )
        }
    }
}

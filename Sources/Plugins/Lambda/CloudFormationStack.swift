import RecuaAWS
import RecuaCore

/// The CloudFormation stack of a deployment.
struct CloudFormationStack {
    let name: String
    let account: AWSAccount
    /// Whose stack it must be, by its tags.
    let owner: StackFacts
    let pause: @Sendable () async throws -> Void

    /// - Returns: CloudFormation's description; nil when there is no such stack.
    func look() async throws -> JSON? {
        do {
            return try await account.call("cloudformation", "describe-stacks", "--stack-name", name)["Stacks"]?[0]
        } catch let missing as Diagnostic where missing.code == "aws.not-found" {
            return nil
        }
    }

    /// Brings the stack into a state from which it can be deployed.
    ///
    /// A stack whose creation failed holds nothing and cannot be updated: it is deleted. One that is changing is waited
    /// for.
    ///
    /// - Throws: ``Diagnostic`` `lambda.foreign-stack` or `lambda.stuck`.
    func makeReady(_ log: (String) -> Void) async throws {
        while let description = try await look() {
            try checkOwner(description)
            let status = description["StackStatus"]?.string ?? ""
            switch StackState(status) {
            case .deployable: return
            case .empty:
                log("the stack `\(name)` is in \(status) and holds nothing: deleting it first")
                return try await delete(log)
            case .changing:
                log("the stack `\(name)` is in \(status): waiting")
                try await pause()
            case .stuck:
                throw Diagnostic(
                    "lambda.stuck", "the CloudFormation stack `\(name)` is in \(status)",
                    help: "aws cloudformation continue-update-rollback --stack-name \(name) --region \(account.region), then run this again"
                )
            }
        }
    }

    /// Deletes the stack and waits until it is gone. One that is gone already is no error.
    func delete(_ log: (String) -> Void) async throws {
        guard let description = try await look() else { return }
        try checkOwner(description)
        // By its ID, since a name can be taken again meanwhile, and since deleted stacks are found by ID only.
        let identifier = description["StackId"]?.string ?? name
        _ = try await account.call("cloudformation", "delete-stack", "--stack-name", identifier)
        let byID = CloudFormationStack(name: identifier, account: account, owner: owner, pause: pause)
        while let description = try await byID.look() {
            let status = description["StackStatus"]?.string ?? ""
            if status == "DELETE_COMPLETE" { return }
            if status == "DELETE_FAILED" {
                var problem = Diagnostic(
                    "lambda.delete", "the CloudFormation stack `\(name)` could not be deleted", related: try await failures()
                )
                problem.cause = description["StackStatusReason"]?.string
                throw problem
            }
            try await pause()
        }
    }

    /// What went wrong with which resource, the newest first.
    func failures() async throws -> [Diagnostic.Related] {
        let events = try await account.call("cloudformation", "describe-stack-events", "--stack-name", name)
        return (events["StackEvents"]?.array ?? []).prefix(200).compactMap { event in
            guard let status = event["ResourceStatus"]?.string, status.hasSuffix("_FAILED"),
                let reason = event["ResourceStatusReason"]?.string, !reason.contains("cancelled")
            else { return nil }
            return Diagnostic.Related("\(event["LogicalResourceId"]?.string ?? name): \(reason)")
        }.prefix(5).map(\.self)
    }

    func outputs() async throws -> StackOutputs {
        guard let description = try await look() else {
            throw Diagnostic("lambda.gone", "the CloudFormation stack `\(name)` is gone", help: "run the command again")
        }
        var values: [String: String] = [:]
        for output in description["Outputs"]?.array ?? [] {
            if let key = output["OutputKey"]?.string { values[key] = output["OutputValue"]?.string }
        }
        return try StackOutputs(values, stack: name, identifier: description["StackId"]?.string ?? name)
    }

    /// A stack of that name that somebody else made is left alone.
    private func checkOwner(_ description: JSON) throws {
        let tags = Dictionary(
            (description["Tags"]?.array ?? []).map { ($0["Key"]?.string ?? "", $0["Value"]?.string ?? "") }
        ) { $1 }
        // A stack in review was never made: it has no tags yet, and nothing in it.
        if description["StackStatus"]?.string == "REVIEW_IN_PROGRESS" { return }
        guard tags["recua:project"] == owner.project, tags["recua:stack"] == owner.name else {
            throw Diagnostic(
                "lambda.foreign-stack", "the CloudFormation stack `\(name)` is there already, and is not this project's",
                help: "choose another name: `lambda: { stackName: … }`"
            )
        }
    }
}

/// What a CloudFormation status means for the next deployment.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
enum StackState: Hashable {
    case deployable
    /// Failed before it held anything.
    case empty
    case changing
    /// Needs a person.
    case stuck

    init(_ status: String) {
        switch status {
        case "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED", "REVIEW_IN_PROGRESS": self = .empty
        case "UPDATE_ROLLBACK_FAILED": self = .stuck
        case _ where status.hasSuffix("_IN_PROGRESS"): self = .changing
        default: self = .deployable
        }
    }
}

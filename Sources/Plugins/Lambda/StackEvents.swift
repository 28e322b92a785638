import RecuaCore

/// What happened to a CloudFormation stack and its resources, the newest first.
struct StackEvents {
    private let events: [JSON]

    /// - Parameter answer: of `aws cloudformation describe-stack-events`.
    init(_ answer: JSON) { events = answer["StackEvents"]?.array ?? [] }

    /// What went wrong with which resource in the latest operation, at most five, the cause first.
    var failures: [Diagnostic.Related] {
        let latest = events.prefix { !Self.isBeginning($0) }
        return latest.reversed().compactMap(Self.failure).prefix(5).map(\.self)
    }

    /// An operation begins with an event of the stack itself.
    private static func isBeginning(_ event: JSON) -> Bool {
        event["PhysicalResourceId"] == event["StackId"]
            && ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS"].contains(
                event["ResourceStatus"]?.string)
    }

    private static func failure(_ event: JSON) -> Diagnostic.Related? {
        guard event["PhysicalResourceId"] != event["StackId"],
            let status = event["ResourceStatus"]?.string, status.hasSuffix("_FAILED"),
            let resource = event["LogicalResourceId"]?.string, let reason = event["ResourceStatusReason"]?.string,
            // What was given up because something else failed has no other mark than this text.
            !reason.contains("cancelled")
        else { return nil }
        return Diagnostic.Related("\(resource): \(reason)")
    }
}

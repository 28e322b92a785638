import RecuaCore
import Testing

@testable import RecuaLambda

@Suite struct `A stack's state` {
    @Test(
        arguments: [
            ("CREATE_COMPLETE", .deployable), ("UPDATE_COMPLETE", .deployable),
            ("UPDATE_ROLLBACK_COMPLETE", .deployable),
            ("IMPORT_COMPLETE", .deployable), ("IMPORT_ROLLBACK_COMPLETE", .deployable),
            ("REVIEW_IN_PROGRESS", .deployable),
            ("CREATE_FAILED", .abandoned), ("ROLLBACK_COMPLETE", .abandoned), ("ROLLBACK_FAILED", .abandoned),
            ("DELETE_FAILED", .abandoned), ("CREATE_IN_PROGRESS", .changing), ("ROLLBACK_IN_PROGRESS", .changing),
            ("DELETE_IN_PROGRESS", .changing), ("UPDATE_IN_PROGRESS", .changing),
            ("UPDATE_ROLLBACK_IN_PROGRESS", .changing),
            ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", .changing),
            ("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", .changing),
            ("IMPORT_IN_PROGRESS", .changing), ("IMPORT_ROLLBACK_IN_PROGRESS", .changing), ("UPDATE_FAILED", .stuck),
            ("UPDATE_ROLLBACK_FAILED", .stuck), ("IMPORT_ROLLBACK_FAILED", .stuck),
        ] as [(String, StackState)])
    func `follows from CloudFormation's status`(status: String, state: StackState) {
        #expect(StackState(status) == state)
    }

    @Test func `failures are those of the latest operation, the cause first`() {
        let events = StackEvents([
            "StackEvents": [
                event("stack", "UPDATE_ROLLBACK_FAILED", "The following resource(s) failed", physical: "id"),
                event("Url", "UPDATE_FAILED", "Resource update cancelled"),
                event("Function", "UPDATE_FAILED", "too large"),
                event("stack", "UPDATE_IN_PROGRESS", physical: "id"),
                event("Function", "CREATE_FAILED", "an old story"),
                event("stack", "CREATE_IN_PROGRESS", physical: "id"),
            ]
        ])
        #expect(events.failures.map(\.message) == ["Function: too large"])
        #expect(StackEvents(.null).failures.isEmpty)
    }

    private func event(_ resource: String, _ status: String, _ reason: String? = nil, physical: String = "x") -> JSON {
        var event: JSON = [
            "StackId": "id", "PhysicalResourceId": .string(physical), "LogicalResourceId": .string(resource),
            "ResourceStatus": .string(status),
        ]
        event["ResourceStatusReason"] = reason.map { .string($0) }
        return event
    }
}

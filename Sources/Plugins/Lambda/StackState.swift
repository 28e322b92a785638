/// What a CloudFormation status means for the next deployment.
///
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
enum StackState: Hashable {
    case deployable
    /// Its creation or deletion failed: it serves nothing, and can only be deleted.
    case abandoned
    case changing
    /// Needs a person.
    case stuck

    init(_ status: String) {
        switch status {
        // Only a change set was ever made of it; the next one takes its place.
        case "REVIEW_IN_PROGRESS": self = .deployable
        case "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED": self = .abandoned
        case _ where status.hasSuffix("_IN_PROGRESS"): self = .changing
        case _ where status.hasSuffix("_FAILED"): self = .stuck
        default: self = .deployable
        }
    }
}

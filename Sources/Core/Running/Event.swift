/// Something that happened in a run. The terminal, the plain log and the JSON lines all read this one stream.
public enum Event: Sendable {
    case runStarted(RunOutline)
    case stepStarted(StepName, reasons: [Plan.Reason])
    case stepProgress(StepName, phase: String, done: Int64, total: Int64?, unit: StepMessage.Unit)
    case stepLog(StepName, level: StepMessage.Level, message: String)
    case stepFinished(StepName, StepResult)
    case runFinished(RunResult)

    /// One plugin applied to one stack, by name.
    public struct StepName: Sendable, Hashable, Codable, CustomStringConvertible {
        public var stack: String
        public var plugin: String
        public var kind: ArtifactKind

        public init(stack: String, plugin: String, kind: ArtifactKind) {
            self.stack = stack
            self.plugin = plugin
            self.kind = kind
        }

        public var description: String { "\(stack)/\(plugin)" }
    }
}

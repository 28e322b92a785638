internal import RecuaCore

/// What a hook is told in its environment.
struct HookVariables {
    static let fileVariable = "RECUA_ARTIFACTS_FILE"
    private static let failureVariable = "RECUA_FAILURE"
    private static let failureFileVariable = "RECUA_FAILURE_FILE"
    /// The kernel takes no string longer than 128 KiB, name and all (MAX_ARG_STRLEN).
    static let limit = 128 << 10
    /// Of all artifacts together: what a program is started with has a limit too, a quarter of its stack as a rule 2 MiB.
    static let totalLimit = 1 << 20

    private(set) var values: [String: String]
    /// The names of variables that are not there since their values are too long.
    private(set) var omitted: [String] = []
    /// All artifacts by kind, as JSON, and where they are to be written.
    let artifacts: String
    let file: String
    /// Why what it stands after was not made, as JSON, and where that is to be written; nil when it was.
    let failure: String?
    let failureFile: String

    init(_ name: String, _ step: HookStep.Running, _ failure: StepFailure? = nil) {
        let all = JSON.object(Dictionary(step.input.map { ($0.key.rawValue, $0.value) }) { first, _ in first })
        artifacts = all.text()
        file = "\(step.host.scratch)/artifacts.json"
        self.failure = failure.flatMap { try? JSON(encoding: $0).text() }
        failureFile = "\(step.host.scratch)/failure.json"
        values = [
            "RECUA_STACK": step.stack.name, "RECUA_PROJECT": step.stack.project, "RECUA_TARGET": step.stack.target,
            "RECUA_HOOK": name, Self.fileVariable: file,
        ]
        values["RECUA_DEPLOYMENT_URL"] = step.input[.deployment]?["url"]?.string
        values["RECUA_OUTCOME"] = failure == nil ? "made" : "failed"
        var rest = Self.totalLimit
        if let failure, let text = self.failure {
            values[Self.failureFileVariable] = failureFile
            add("RECUA_FAILURE_MESSAGE", failure.problems.map(\.message).joined(separator: "; "), &rest)
            add(Self.failureVariable, text, &rest)
        }
        for (kind, artifact) in step.input.sorted(by: { $0.key < $1.key }) {
            add(Self.variable(of: kind), artifact.text(), &rest)
        }
        add("RECUA_ARTIFACTS", artifacts, &rest)
    }

    /// Which variable names the file that holds what another was to hold.
    static func file(of variable: String) -> String {
        variable.hasPrefix(failureVariable) ? failureFileVariable : fileVariable
    }

    /// `RECUA_IMAGE`, `RECUA_HOOKS_WARM`
    static func variable(of kind: ArtifactKind) -> String {
        let letters = kind.rawValue.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        return "RECUA_\(String(letters))"
    }

    /// What has a meaning already keeps it.
    private mutating func add(_ variable: String, _ value: String, _ rest: inout Int) {
        guard values[variable] == nil else { return }
        let size = variable.utf8.count + value.utf8.count + 2
        guard size <= Self.limit, size <= rest else { return omitted.append(variable) }
        rest -= size
        values[variable] = value
    }
}

internal import RecuaCore

/// What a hook is told in its environment.
struct HookVariables {
    static let fileVariable = "RECUA_ARTIFACTS_FILE"
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

    init(_ name: String, _ step: HookStep.Running) {
        let all = JSON.object(Dictionary(step.input.map { ($0.key.rawValue, $0.value) }) { first, _ in first })
        artifacts = all.text()
        file = "\(step.host.scratch)/artifacts.json"
        values = [
            "RECUA_STACK": step.stack.name, "RECUA_PROJECT": step.stack.project, "RECUA_TARGET": step.stack.target,
            "RECUA_HOOK": name, Self.fileVariable: file,
        ]
        values["RECUA_DEPLOYMENT_URL"] = step.input[.deployment]?["url"]?.string
        var rest = Self.totalLimit
        for (kind, artifact) in step.input.sorted(by: { $0.key < $1.key }) {
            add(Self.variable(of: kind), artifact.text(), &rest)
        }
        add("RECUA_ARTIFACTS", artifacts, &rest)
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

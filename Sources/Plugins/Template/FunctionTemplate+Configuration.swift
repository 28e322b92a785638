import RecuaCore

/// `samconfig.toml`: with it, `sam deploy` in its folder does what the plugin does.
extension FunctionTemplate {
    var configurationText: String { configurationText(tags: stackTags) }

    /// The digest of both files without the tag that carries it: a change of nothing else deploys nothing.
    var fingerprint: Digest { Digest(of: "\(templateText)\0\(configurationText(tags: allTags))") }

    /// CloudFormation hands them on to all that it makes.
    private var stackTags: [String: String] {
        allTags.merging([Self.fingerprintTag: fingerprint.hex]) { $1 }
    }

    private static let fingerprintTag = "recua:fingerprint"

    private func configurationText(tags: [String: String]) -> String {
        TOMLText.render([
            (nil, [("version", .number(0.1))]),
            ("default.global.parameters", [("stack_name", .string(stackName)), ("region", .string(region))]),
            ("default.validate.parameters", [("template_file", "template.yaml"), ("lint", .boolean(true))]),
            ("default.deploy.parameters", deployParameters(tags)),
            ("default.delete.parameters", [("no_prompts", .boolean(true))]),
            // Last, so that a copy with secrets is this text and a few lines more.
            ("default.deploy.parameters.parameter_overrides", [("ImageUri", .string(published.reference))]),
        ])
    }

    /// The repository is asked for although the image is there already and nothing is pushed.
    private func deployParameters(_ tags: [String: String]) -> [(String, TOMLText.Value)] {
        [
            ("template_file", "template.yaml"), ("image_repository", .string(published.repository)),
            ("capabilities", "CAPABILITY_IAM"), ("confirm_changeset", .boolean(false)),
            ("fail_on_empty_changeset", .boolean(false)), ("on_failure", "ROLLBACK"),
            ("tags", .list(tags.sorted { $0.key < $1.key }.map(Self.word))),
        ]
    }

    /// One item of a list is one tag to the SAM CLI, which takes it apart at its `=` or, where there are several, at
    /// the quotes.
    private static func word(key: String, value: String) -> String {
        value.contains("=") ? "\"\(key)\"=\"\(value)\"" : "\(key)=\(value)"
    }
}

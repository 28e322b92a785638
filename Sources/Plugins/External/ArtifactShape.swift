import RecuaCore

/// Whether an artifact is what its kind promises, so that a mistake is reported at the plugin that made it, not at the
/// one that consumes it.
enum ArtifactShape {
    /// - Throws: ``Diagnostic`` `plugin.artifact`. Kinds of the plugins' own may hold anything.
    static func check(_ artifact: JSON, _ kind: ArtifactKind, from program: ProgramIdentity) throws {
        do {
            switch kind {
            case .model: try check(artifact.decode(Model.self))
            case .image: _ = try artifact.decode(Image.self)
            case .published: _ = try artifact.decode(Published.self)
            case .template: _ = try artifact.decode(Template.self)
            case .deployment: _ = try artifact.decode(Deployment.self)
            case .report: _ = try artifact.decode(Report.self)
            default: break
            }
        } catch {
            throw Diagnostic(
                "plugin.artifact", "\(program) provides `\(kind)`, but what it answered is none: \(reason(error))",
                at: program.place,
                help: "this is a mistake in the plugin; docs/plugin-protocol.md shows a `\(kind)`"
            )
        }
    }

    private static func check(_ model: Model) throws {
        guard model.llamafile != nil || (model.engine != nil && model.weights != nil) else {
            throw Diagnostic("plugin.artifact", "it has neither `llamafile` nor both `engine` and `weights`")
        }
        for file in model.files where file.name.isEmpty || file.name.contains("/") || file.name.hasPrefix(".") {
            throw Diagnostic("plugin.artifact", "`\(file.name)` is no plain file name")
        }
    }

    private static func reason(_ error: any Error) -> String {
        func place(_ path: [any CodingKey]) -> String { "`\(path.map(\.stringValue).joined(separator: "."))`" }
        switch error {
        case let diagnostic as Diagnostic: return diagnostic.message
        case DecodingError.keyNotFound(let key, let context): return "\(place(context.codingPath + [key])) is missing"
        case DecodingError.valueNotFound(_, let context), DecodingError.typeMismatch(_, let context):
            return "\(place(context.codingPath)) is of another type"
        case DecodingError.dataCorrupted(let context):
            return "\(place(context.codingPath)): \(context.debugDescription)"
        default: return "\(error)"
        }
    }
}

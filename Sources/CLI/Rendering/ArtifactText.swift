import RecuaCore

/// An artifact in a few words, on one line.
enum ArtifactText {
    static func line(_ kind: ArtifactKind, _ artifact: JSON) -> String {
        DisplayText.line((try? known(kind, artifact)) ?? artifact["summary"]?.string ?? kind.rawValue)
    }

    /// - Returns: nil for kinds of the plugins' own, of which nothing is known but a `summary` that they may have.
    private static func known(_ kind: ArtifactKind, _ artifact: JSON) throws -> String? {
        switch kind {
        case .model: text(of: try artifact.decode(Model.self))
        case .image: text(of: try artifact.decode(Image.self))
        case .published: text(of: try artifact.decode(Published.self))
        case .template: text(of: try artifact.decode(Template.self))
        case .deployment: text(of: try artifact.decode(Deployment.self))
        case .report: text(of: try artifact.decode(Report.self))
        default: nil
        }
    }

    private static func text(of model: Model) -> String {
        model.files.map { "\($0.name) \(Quantity.bytes($0.size))" }.joined(separator: ", ")
    }

    private static func text(of image: Image) -> String {
        let size = image.layers.map(\.blob.size).reduce(0, +)
        return
            "sha256:\(image.manifest.digest.short) \(Quantity.count(image.layers.count, "layer")), \(Quantity.bytes(size))"
    }

    private static func text(of published: Published) -> String {
        "\(published.repository)@sha256:\(published.digest.short)"
    }

    private static func text(of template: Template) -> String { "\(template.stackName) in \(template.region)" }

    /// A plugin may make a report that it does not take for a failure, whatever its cases say.
    private static func text(of report: Report) -> String {
        let passed = report.cases.count(where: \.passed)
        let all = Quantity.count(report.cases.count, "case")
        return report.passed ? "\(all) passed" : "\(passed) of \(all) passed"
    }

    private static func text(of deployment: Deployment) -> String {
        deployment.url + (deployment.warning.map { " (\($0))" } ?? "")
    }
}

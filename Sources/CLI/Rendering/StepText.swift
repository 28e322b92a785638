import RecuaCore

/// One step's end, as a line.
enum StepText {
    /// - Parameter width: of the step's name, for alignment.
    static func line(_ name: Event.StepName, _ result: StepResult, width: Int, _ style: TextStyle) -> String? {
        let step = pad("\(name)", width)
        let time = Quantity.duration(result.duration)
        switch result.outcome {
        case .done(let artifact): return "\(style(.green, "✓")) \(step)  \(ArtifactText.line(name.kind, artifact))  \(style(.dim, time))"
        case .adopted(let artifact):
            return "\(style(.green, "✓")) \(step)  \(ArtifactText.line(name.kind, artifact))  \(style(.dim, "found finished"))"
        case .fresh: return nil
        case .failed(let problems):
            return "\(style(.red, "✗")) \(step)  \(problems.first?.message ?? "failed")  \(style(.dim, time))"
        case .cancelled: return "\(style(.yellow, "–")) \(step)  cancelled"
        case .blocked(let cause): return "\(style(.yellow, "–")) \(step)  not run: \(cause) did not finish"
        }
    }

    static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

/// An artifact in a few words.
enum ArtifactText {
    static func line(_ kind: ArtifactKind, _ artifact: JSON) -> String {
        switch kind {
        case .model:
            guard let model = try? artifact.decode(Model.self) else { break }
            return model.files.map { "\($0.name) \(Quantity.bytes($0.size))" }.joined(separator: ", ")
        case .image:
            guard let image = try? artifact.decode(Image.self) else { break }
            let size = image.layers.map(\.blob.size).reduce(0, +)
            return "sha256:\(image.manifest.digest.short) \(Quantity.count(image.layers.count, "layer")), \(Quantity.bytes(size))"
        case .published:
            guard let published = try? artifact.decode(Published.self) else { break }
            return "\(published.repository)@sha256:\(published.digest.short)"
        case .template:
            guard let template = try? artifact.decode(Template.self) else { break }
            return "\(template.stackName) in \(template.region)"
        case .deployment:
            guard let deployment = try? artifact.decode(Deployment.self) else { break }
            return deployment.url + (deployment.warning.map { " (\($0))" } ?? "")
        case .report:
            guard let report = try? artifact.decode(Report.self) else { break }
            return "\(Quantity.count(report.cases.count, "case")) passed"
        default: break
        }
        return kind.rawValue
    }
}

public import RecuaCore

/// What is there when nothing is on record: fronts, by the records that they keep outside of the project.
extension LocalPlugin {
    public func find(_ step: Step<LocalSections, Needs<Image>>) async throws -> Observation<Deployment> {
        guard let record = FrontFolder(step).record, record.process.isAlive else { return .absent }
        guard await record.answers() else {
            return .drifted(record.deployment, detail: "its front, process \(record.process.pid), does not answer")
        }
        if let fingerprint = step.fingerprint, record.owner?.fingerprint == fingerprint {
            return .present(record.deployment)
        }
        let (image, found) = (step.input.values.manifest.digest, record.deployment.imageDigest)
        guard image == found else {
            let difference = Difference(
                "image", recorded: "sha256:\(image.short)", found: "sha256:\(found.short)")
            return .drifted(record.deployment, [difference])
        }
        return .drifted(record.deployment, detail: "it was started with other settings")
    }

    public func survey(_ steps: [Step<LocalSections, NoInput>]) async throws -> [Finding<Deployment>] {
        guard let first = steps.first else { return [] }
        let names = Set(steps.map(\.stack.name))
        return FrontRegistry(first.host.store).running(beside: first.stack).compactMap { record in
            record.owner.map { owner in
                Finding(
                    stack: owner.stack, output: record.deployment,
                    by: names.contains(owner.stack) ? owner.stack : first.stack.name)
            }
        }
    }
}

public import RecuaCore
import RecuaHTTP
import RecuaOCI

/// Whether an image is where it was sent.
extension PublishPlugin {
    public func observe(
        _ output: Published?, _ step: Step<PublishSections, NoInput>
    ) async throws -> Observation<Published> {
        guard let output, let section = step.sections.publish else { return .absent }
        let place = try PublishPlace(section, in: step.stack, digest: output.digest)
        return try await look(place, section, step.host) { registry in
            let isThere = try await registry.hasManifest(output.digest, of: place.reference.name)
            return isThere ? .present(output) : .absent
        }
    }

    public func find(_ step: Step<PublishSections, Needs<Image>>) async throws -> Observation<Published> {
        guard let section = step.sections.publish else { return .absent }
        let digest = step.input.values.manifest.digest
        let place = try PublishPlace(section, in: step.stack, digest: digest)
        return try await look(place, section, step.host) { registry in
            guard try await registry.hasManifest(digest, of: place.reference.name) else { return .absent }
            let tagged = try? await registry.manifest(place.tag, of: place.reference.name).digest
            return .present(
                Published(
                    repository: place.reference.repository, digest: digest, tag: tagged == digest ? place.tag : nil))
        }
    }

    private func look(
        _ place: PublishPlace, _ section: PublishSection, _ host: StepHost,
        _ body: (RegistryClient) async throws -> Observation<Published>
    ) async throws -> Observation<Published> {
        try host.demandNetwork(for: "looking at a registry")
        return try await withHTTPClient(RegistryClient.options, environment: host.environment) { client in
            try await body(try await registry(place, section, client, host.environment))
        }
    }
}

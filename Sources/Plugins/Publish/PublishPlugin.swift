public import RecuaCore
import RecuaHTTP
import RecuaOCI
import RecuaRegistries

/// Sends images to a registry. What is there already is not sent again.
public struct PublishPlugin: Plugin {
    /// Stacks that share a layer and a repository send it once.
    private let gate = KeyedGate()

    public init() {}

    public static let descriptor = PluginDescriptor(
        name: "publish", version: "1.0.0", summary: "Images in a registry, Amazon ECR or any other",
        sections: [.init("publish", PublishSection.schema)],
        needs: Needs<Image>.kinds, provides: Published.kind, work: .network, facts: [.name, .project],
        environment: RegistryLogin.variables
    )

    public func check(_ sections: PublishSections, in stack: StackFacts) -> [Diagnostic] {
        guard let section = sections.publish else { return [Self.noRepository] }
        do {
            _ = try PublishPlace(section, in: stack)
            return []
        } catch {
            return Diagnostics.from(error)
        }
    }

    public func run(_ step: Step<PublishSections, Needs<Image>>) async throws -> Published {
        guard let section = step.sections.publish else { throw Self.noRepository }
        let place = try PublishPlace(section, in: step.stack)
        let login = try await RegistryLogin(environment: step.host.environment).credentials(for: place.reference.host)
        let summary = try await withHTTPClient(RegistryClient.options, environment: step.host.environment) { client in
            let registry = try RegistryClient(
                client: client, reference: place.reference, credentials: login, isInsecure: section.insecure)
            let push = ImagePush(to: place.reference.name, of: registry, store: step.host.store, gate: gate)
            return try await place.explaining {
                try await push.run(step.input.values, tag: place.tag) { done, total in
                    step.host.progress("push", done: done, total: total)
                }
            }
        }
        step.host.log(place.story(of: summary))
        return Published(
            repository: place.reference.repository, digest: step.input.values.manifest.digest,
            tag: summary.isTagSet ? place.tag : nil
        )
    }

    private static let noRepository = Diagnostic(
        "publish.repository", "nothing says where the image is to be published",
        help:
            "write `publish: { repository: HOST/NAME }` in the stack, or under `defaults:` for all"
    )
}

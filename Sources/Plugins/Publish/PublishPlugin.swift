import RecuaAWS
public import RecuaCore
import RecuaHTTP
import RecuaOCI
import RecuaRegistries

/// Sends images to a registry. What is there already is not sent again.
public struct PublishPlugin: Plugin {
    /// Stacks that share a layer and a repository send it once.
    private let gate = KeyedGate()
    private let logins = SharedLogins()

    public init() {}

    public static let descriptor = PluginDescriptor(
        name: "publish", version: "1.0.0", summary: "Images in a registry, Amazon ECR or any other",
        sections: [.init("publish", PublishSection.schema)],
        needs: Needs<Image>.kinds, provides: Published.kind, work: .network, facts: [.name, .project], isObserved: true,
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
        try step.host.demandNetwork(for: "publishing")
        let image = step.input.values
        let place = try PublishPlace(section, in: step.stack, digest: image.manifest.digest)
        let summary = try await withHTTPClient(RegistryClient.options, environment: step.host.environment) { client in
            let registry = try await registry(place, section, client, step.host.environment)
            let push = ImagePush(to: place.reference.name, of: registry, store: step.host.store, gate: gate)
            return try await place.explaining {
                try await prepared(place, section, step) {
                    try await push.run(image, tag: place.tag) { done, total in
                        step.host.progress("push", done: done, total: total)
                    }
                }
            }
        }
        // A tag that stays behind is more than news: who goes by it gets another image.
        step.host.log(PublishStory.text(of: summary, to: place), level: summary.isTagSet ? .notice : .warning)
        return Published(
            repository: place.reference.repository, digest: image.manifest.digest,
            tag: summary.isTagSet ? place.tag : nil
        )
    }

    func registry(
        _ place: PublishPlace, _ section: PublishSection, _ client: RoutedHTTPClient, _ environment: [String: String]
    ) async throws -> RegistryClient {
        let host = place.reference.host
        let login = try await logins.credentials(for: host, environment: environment)
        return try RegistryClient(
            client: client, reference: place.reference, credentials: login,
            renew: { [logins] in try await logins.renewed($0, for: host, environment: environment) },
            isInsecure: section.insecure
        )
    }

    /// Runs `push`, with its repository made before when the manifest says so.
    private func prepared<Result>(
        _ place: PublishPlace, _ section: PublishSection, _ step: Step<PublishSections, Needs<Image>>,
        _ push: () async throws -> Result
    ) async throws -> Result {
        guard let settings = section.create?.settings, let host = ECRHost(place.reference.host) else {
            return try await push()
        }
        let repository = ECRRepository(
            name: place.reference.name, host: host, project: step.stack.project, settings: settings)
        return try await RepositoryCreation(repository, host: step.host).around(push)
    }

    private static let noRepository = Diagnostic(
        "publish.repository", "nothing says where the image is to be published",
        help:
            "write `publish: { repository: HOST/NAME }` in the stack, or under `defaults:` for all"
    )
}

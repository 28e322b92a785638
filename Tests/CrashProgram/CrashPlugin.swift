import RecuaCore

/// The plugins of the project: a model in the store, an image of it, two effects in the cloud, one on top of the other,
/// and a report.
struct CrashPlugin: StepProvider {
    let descriptor: PluginDescriptor
    private let cloud: Cloud

    static func all(_ cloud: Cloud) -> [any StepProvider] {
        func plugin(
            _ name: String, _ section: String?, needs: [ArtifactKind], _ kind: ArtifactKind,
            _ work: PluginDescriptor.Work, isAlways: Bool = false
        ) -> CrashPlugin {
            let sections = section.map { [PluginDescriptor.Section($0, .string)] } ?? []
            return CrashPlugin(
                descriptor: PluginDescriptor(
                    name: name, version: "1", summary: "", sections: sections, needs: needs, provides: kind, work: work,
                    isAlways: isAlways), cloud: cloud)
        }
        return [
            plugin("fetch", "model", needs: [], .model, .network),
            plugin("image", nil, needs: [.model], .image, .compute),
            plugin("deploy", nil, needs: [.image], .deployment, .effect),
            plugin("dns", "dns", needs: [.deployment], "record", .effect),
            plugin("report", nil, needs: [.deployment], .report, .compute, isAlways: true),
        ]
    }

    func check(_ sections: JSON, in stack: StackFacts) async throws -> [Diagnostic] { [] }

    func run(_ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> JSON {
        switch descriptor.work {
        case .effect:
            cloud.create(name(step), token: step.token)
            return artifact(step)
        case .network:
            return ["weights": try JSON(encoding: step.host.store.add(Array("weights of \(step.stack.name)".utf8)))]
        case .compute:
            return ["of": .string(step.stack.name)]
        }
    }

    func observe(_ artifact: JSON?, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> Observation<JSON> {
        cloud.token(of: name(step)) == step.token ? .present(self.artifact(step)) : .absent
    }

    func destroy(_ artifact: JSON?, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws {
        if cloud.token(of: name(step)) != nil { cloud.remove(name(step)) }
    }

    func shutDown() async {}

    private func name(_ step: Step<JSON, [ArtifactKind: JSON]>) -> String { "\(step.stack.name)/\(descriptor.name)" }

    private func artifact(_ step: Step<JSON, [ArtifactKind: JSON]>) -> JSON { ["url": .string("http://\(name(step))")] }
}

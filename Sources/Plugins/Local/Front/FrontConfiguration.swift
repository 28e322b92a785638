internal import RecuaCore

/// All that the front process is told, but the secrets: the content of its configuration file.
struct FrontConfiguration: Codable, Sendable, Hashable {
    /// The step's token, by which a front is found again after a crash.
    var token: String
    /// ``LocalSections/digest`` of the sections it was made of.
    var sections: Digest
    /// The port to listen on; 0 for any.
    var port: Int
    /// True when the manifest names the port: another one will not do then.
    var isPortFixed: Bool
    /// Milliseconds from the engine's last request to its end.
    var idle: Int64
    /// Milliseconds for one request, the engine's start included.
    var timeout: Int64
    var launch: EngineLaunch
    /// What the deployment will look like, but for its port and process.
    var deployment: Deployment
    var owner: FrontOwner?
    /// The front's record outside of the project: see ``FrontRegistry``.
    var entry: String?

    /// Equal for two that make fronts which behave the same: token, port and owner do not count.
    var digest: Digest {
        get throws {
            var copy = self
            copy.token = ""
            (copy.owner, copy.entry) = (nil, nil)
            copy.port = isPortFixed ? port : 0
            return Digest(of: try JSON(encoding: copy).text())
        }
    }
}

extension FrontConfiguration {
    /// Of a deployment: where its front writes, in the folder that it works from.
    static let logResource = "frontLog"

    /// - Parameter earlier: a front of the same stack, whose port is kept when the manifest leaves it open.
    init(_ step: Step<LocalSections, Needs<Image>>, launch: EngineLaunch, earlier: FrontRecord?) throws {
        let section = step.sections.local
        let image = step.input.values
        let isBare = launch.holders.bubblewrap == nil
        let folder = FrontFolder(step.host.folder)
        self.init(
            token: step.token,
            sections: try step.sections.digest,
            port: section.port != 0 ? section.port : Self.port(of: step.prior) ?? earlier?.port ?? 0,
            isPortFixed: section.port != 0,
            idle: (section.idle?.duration ?? .seconds(15 * 60)).milliseconds,
            timeout: Int64(step.sections.timeout) * 1000,
            launch: launch,
            deployment: Deployment(
                target: "local", url: "", auth: .none, isStreaming: step.sections.isStreaming,
                modelName: image.modelName,
                imageDigest: image.manifest.digest, resources: ["log": folder.engineLog, Self.logResource: folder.log],
                warning: isBare ? "runs without a sandbox" : nil
            ),
            owner: FrontOwner(step.stack, fingerprint: step.fingerprint),
            entry: FrontRegistry(step.host.store).entry(of: step.stack)
        )
    }

    /// - Throws: ``Diagnostic`` `local.port-taken` when the port that the manifest names is in use.
    func checkPort() throws {
        guard isPortFixed, !FreePort.isFree(port) else { return }
        throw Diagnostic(
            "local.port-taken", "port \(port) of 127.0.0.1 is in use", pointer: "/local/port",
            help: "stop what listens there (`ss -ltnp`), or leave out `local.port`"
        )
    }

    static func port(of prior: JSON?) -> Int? {
        guard let url = prior.flatMap({ try? $0.decode(Deployment.self) })?.url else { return nil }
        return url.split(separator: ":").last.flatMap { Int($0) }
    }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}

/// How many steps of each class of work run at once.
public struct Limits: Sendable, Hashable {
    public var network: Int
    public var compute: Int
    public var effect: Int
    /// Of all classes together.
    public var total: Int

    public init(network: Int = 4, compute: Int = 2, effect: Int = 4, total: Int = .max) {
        self.network = max(1, network)
        self.compute = max(1, compute)
        self.effect = max(1, effect)
        self.total = max(1, total)
    }

    /// So many steps at once, of whatever class: what `--jobs` sets.
    public init(jobs: Int) { self.init(network: jobs, compute: jobs, effect: jobs, total: jobs) }

    func limit(of work: PluginDescriptor.Work) -> Int {
        switch work {
        case .network: network
        case .compute: compute
        case .effect: effect
        }
    }
}

import RecuaCore
import RecuaRPC

/// What a program answers to `initialize`.
struct ProgramDescription {
    let descriptor: PluginDescriptor
    /// How many requests it can serve at once.
    let concurrency: Int
    /// The optional methods that it serves, and others that this version does not know.
    let methods: Set<String>
    /// True when it may reach the network.
    let hasNetwork: Bool
    let timeouts: Timeouts

    /// What it asks for, when that is not the usual.
    struct Timeouts: Hashable {
        var idle: Duration?
        var run: Duration?
    }

    /// - Parameters:
    ///   - answer: the result of `initialize`. What it may hold besides, of a later version, is ignored.
    ///   - name: the name under which the manifest declares the program.
    /// - Throws: ``Diagnostic`` `plugin.description` that names what is missing or wrong, or `plugin.protocol-version`.
    init(_ answer: JSON, name: String, program: Digest) throws {
        let reader = DescriptionReader(answer: answer, name: name)
        try reader.checkVersion()
        try reader.checkName()
        let isEffect = try reader.flag("effect")
        hasNetwork = try reader.flag("network")
        descriptor = PluginDescriptor(
            name: name,
            version: try reader.version(),
            summary: try reader.summary(),
            sections: try reader.sections(),
            reads: try reader.keys("reads"),
            hints: try reader.keys("hints"),
            needs: try reader.needs(),
            takesFailed: try reader.takesFailed(),
            provides: try reader.provides(),
            work: isEffect ? .effect : hasNetwork ? .network : .compute,
            // It is told the machine's processor, so that counts for it.
            facts: (try reader.facts() ?? (isEffect ? [.name, .project, .target] : [])).union([.machine]),
            isAlways: try reader.flag("always"),
            isObserved: try reader.flag("observed"),
            environment: try reader.variables("environment"),
            fingerprintedEnvironment: try reader.variables("fingerprintedEnvironment"),
            program: program
        )
        methods = try reader.methods()
        timeouts = Timeouts(idle: try reader.seconds("idle"), run: try reader.seconds("run"))
        concurrency = try reader.concurrency()
    }
}

public import RecuaCore

/// Does all that a plugin can do, as its section tells it to.
public struct SamplePlugin: Plugin {
    public typealias Sections = SampleSections

    public init() {
        // A careless one: what is printed before anything else must do no harm either.
        print("made")
    }

    public static let descriptor = PluginDescriptor(
        name: "sample", version: "2.3.4", summary: "Does what its section says",
        sections: [
            .init(
                "sample",
                .object([
                    .optional("deed", SampleSections.Deed.schema.about("What a run does")),
                    .optional("count", .integer(1...1000).about("How often it prints"), default: 1),
                    .optional("token", .string.secret.about("What nobody may see")),
                    .optional("plain", .string.about("What everybody may see")),
                ]))
        ],
        reads: ["function.memory"], hints: ["server.context"], needs: Needs<SampleInput>.kinds,
        takesFailed: [SampleInput.kind], provides: SampleOutput.kind, work: .effect, facts: [.name, .tags],
        environment: ["SAMPLE_*"],
        fingerprintedEnvironment: ["LC_ALL"]
    )

    public func check(_ sections: SampleSections, in stack: StackFacts) -> [Diagnostic] {
        guard sections.sample?.deed == .fail else { return [] }
        return [
            Diagnostic(
                "sample.will-fail", "stack `\(stack.name)` is going to fail", severity: .warning,
                pointer: "/sample/deed", help: "write `deed: answer`"),
            Diagnostic("sample.no-hope", "there is no hope"),
        ]
    }

    public func forecast(_ outlook: Outlook<SampleSections>) -> [Forecast] {
        let known = outlook.input(SampleInput.self)?.word ?? outlook.earlier(SampleInput.self)?.word ?? "something"
        return [
            Forecast(.download, "download \(known)", bytes: 42, identity: known),
            Forecast(outlook.prior(SampleOutput.self) == nil ? .create : .update, "\(outlook.stack.name) here"),
        ]
    }
}

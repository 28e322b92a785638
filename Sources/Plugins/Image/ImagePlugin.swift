public import RecuaCore
import RecuaOCI

/// Makes an OCI image of a model without a container engine: layers that are described, not written, above a base.
public struct ImagePlugin: Plugin {
    /// Stacks that share a file make its layer once.
    private let gate = KeyedGate()

    public init() {}

    public static let descriptor = PluginDescriptor(
        name: "image", version: "1.0.0", summary: "Container images, built without a container engine",
        sections: [.init("image", ImageSection.schema), .init("server", ServerSection.schema)],
        reads: ["function.architecture"], needs: Needs<Model>.kinds, provides: Image.kind, work: .compute,
        facts: [.name, .target, .machine], environment: ImageFetching.variables
    )

    public func check(_ sections: ImageSections, in stack: StackFacts) -> [Diagnostic] {
        ServerArguments.problems(sections.server?.arguments ?? [])
            + (sections.image?.problems(for: stack.target) ?? []) + sections.architectureProblems(on: stack.target)
    }

    public func run(_ step: Step<ImageSections, Needs<Model>>) async throws -> Image {
        try await ImageAssembly(step, gate: gate).image()
    }
}

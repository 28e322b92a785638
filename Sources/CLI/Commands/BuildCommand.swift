import ArgumentParser
import RecuaCore
import RecuaOCI

/// `recua build`
struct BuildCommand: GoalCommand {
    static let goal = ArtifactKind.image
    static let configuration = CommandConfiguration.onStacks(
        "build", "Build the images.",
        discussion: """
            Images are described, not written: their layers are computed when they are pushed. --output writes them out.
            """
    )

    @OptionGroup var selection: StackSelection
    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Sources") var sources: SourceOptions
    @OptionGroup(title: "Run") var options: RunOptions
    @Flag(help: "Print the result as JSON.") var json = false
    @Option(
        name: [.customShort("o", allowingJoined: true), .long],
        help: .init(
            "Write a full OCI layout for other tools; of several stacks, each to a folder of its name in it.",
            valueName: "folder"),
        completion: .directory
    )
    var output: String?

    var goesOn: Bool { output != nil }

    func prepare(_ stacks: [String], _ context: CommandContext) throws {
        try output.map { LayoutPlaces($0, in: context.workingFolder, for: stacks) }?.check()
    }

    func run() async throws {
        try await reach { session, _, result in
            guard let output else { return }
            let places = LayoutPlaces(
                output, in: session.context.workingFolder, for: try session.stacks(selection.stacks).map(\.name))
            // Another run may replace them in the ledger, and `recua gc` remove them, before the last one is written.
            for image in result.stacks.compactMap({ result.artifact(.image, of: $0) }) {
                session.engine.store.hold(filesOf: image)
            }
            for stack in result.stacks {
                guard let image = try result.artifact(.image, of: stack)?.decode(Image.self) else { continue }
                let place = places.place(of: stack)
                try await write(image, of: stack, to: place, session)
                session.context.output.tell("wrote \(place)")
            }
        }
    }

    private func write(_ image: Image, of stack: String, to place: String, _ session: Session) async throws {
        let view = WorkView(
            Event.StepName(stack: stack, plugin: "layout", kind: .image), phase: "write", on: session.context.output)
        defer { view.finish() }
        try await ImageLayout.write(
            image: image, to: place, name: stack, store: session.engine.store, onProgress: view.progress)
    }
}

import ArgumentParser
import RecuaCore

/// `recua inspect`
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show what a model file holds, or what Lambda would say of an image.",
        discussion: "FILE is a GGUF or a llamafile, of which only the header is read, or `oci:FOLDER`, an image layout."
    )

    @Argument(help: .init("A model file, or oci:FOLDER.", valueName: "file"), completion: .file()) var subject: String
    @Flag(help: "Print the facts as JSON.") var json = false

    func run() async throws {
        let context = CommandContext.current
        if subject.hasPrefix("oci:") {
            try await inspectLayout(Files.resolve(String(subject.dropFirst(4)), in: context.workingFolder), context)
        } else {
            try inspectModel(Files.resolve(subject, in: context.workingFolder), context.output)
        }
    }
}

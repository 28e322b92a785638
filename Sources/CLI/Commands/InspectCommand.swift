import ArgumentParser
import RecuaCore
import RecuaOCI

/// `recua inspect`
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show what a model file holds, or what AWS Lambda would say of an image.",
        usage: "recua inspect <subject> [<option> ...]",
        discussion: """
            Of a model, here or far away, only the header is read. Of an image every layer is read and none is kept; \
            logins are Docker's, and for Amazon ECR the AWS CLI's.

              recua inspect models/tiny.gguf --context 8192
              recua inspect hf://owner/repository/model.llamafile
              recua inspect https://huggingface.co/owner/repository/blob/main/model.gguf
              recua inspect oci:build/chat
              recua inspect localhost:5000/llamas/chat:latest --json
              recua inspect docker://debian --architecture arm64

            Exits with 5 when Lambda would refuse the image.
            """
    )

    @Argument(
        help: .init(
            "A model: FILE, https://…, hf://…, s3://…, oci://…; or an image: HOST/NAME[:TAG|@DIGEST], docker://…, "
                + "oci:FOLDER[:NAME].", valueName: "subject"),
        completion: .file()
    )
    var subject: String
    @Option(
        help: .init("Tokens of context to reckon memory for. (default: the model's, and 4096)", valueName: "tokens"))
    var context: Int64?
    @Option(
        help: .init("amd64 or arm64: what it is to run on; of several images, which.", valueName: "architecture"),
        transform: Self.architecture(named:))
    var architecture: Architecture?
    @Flag(help: "Read an image's manifest and configuration, and none of its layers.") var shallow = false
    @Flag(help: "Speak plain HTTP with the registry.") var insecure = false
    @Flag(help: "Print the facts as JSON.") var json = false

    /// In the words of images or in Lambda's.
    private static func architecture(named name: String) throws -> Architecture {
        guard let known = Architecture(rawValue: name) ?? Architecture(lambdaName: name) else {
            throw ValidationError("'\(name)' is neither amd64 nor arm64.")
        }
        return known
    }

    func validate() throws {
        guard let context, !(1...(1 << 24)).contains(context) else { return }
        throw ValidationError("--context is a number of tokens from 1 to \(1 << 24).")
    }

    func run() async throws {
        let context = CommandContext.current
        switch try InspectSubject(subject, folder: context.workingFolder) {
        case .layout(let folder, let name):
            try await inspectImage(ImageLayout(folder, name: name), named: subject, context)
        case .image(let reference): try await inspectImage(reference, context)
        case .file(let path): try inspectModel(at: path, context.output)
        case .remote(let source): try await inspectModel(farAway: source, context)
        }
    }
}

import RecuaAWS
import RecuaCore
import RecuaOCI

/// Where one stack's image goes.
struct PublishPlace: Sendable, Hashable {
    let reference: ImageReference
    let tag: String

    /// - Parameter digest: of the image's manifest; any other gives a place of the same form.
    /// - Throws: ``Diagnostic`` `oci.reference` or `publish.tag`, with the pointer to what is wrong.
    init(_ section: PublishSection, in stack: StackFacts, digest: Digest = Digest(of: "")) throws {
        let repository = Self.filled(section.repository, stack)
        do {
            reference = try ImageReference(repository)
        } catch var problem as Diagnostic {
            problem.pointer = "/publish/repository"
            throw problem
        }
        guard reference.tag == nil, reference.digest == nil else {
            throw Diagnostic(
                "publish.repository", "`\(repository)` names an image, not a repository",
                pointer: "/publish/repository",
                help: "leave out what follows the name, and write it as `publish.tag`"
            )
        }
        tag = Self.filled(section.tag ?? "{stack}", stack).replacing("{digest}", with: digest.hex.prefix(12))
        guard ImageReference.isTag(tag) else {
            throw Diagnostic(
                "publish.tag", "`\(tag)` cannot be a tag", pointer: "/publish/tag",
                help: "tags are letters, digits, `_`, `.` and `-`, 128 at most"
            )
        }
    }

    private static func filled(_ text: String, _ stack: StackFacts) -> String {
        text.replacing("{project}", with: stack.project).replacing("{stack}", with: stack.name)
    }

    /// Runs `body`, and explains what Amazon ECR refuses: a missing repository with what makes it, and a login that may
    /// not push with what it must be allowed.
    func explaining<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch var problem as Diagnostic where problem.code == "registry.repository-missing" {
            problem.code = "publish.repository-missing"
            problem.message = "there is no repository `\(reference.repository)`"
            if let host = ECRHost(reference.host) { problem.help = Self.creation(reference.name, host) }
            throw problem
        } catch var problem as Diagnostic where problem.code == "registry.denied" {
            if ECRHost(reference.host) != nil { problem.help = Self.permissions }
            throw problem
        }
    }

    private static func creation(_ name: String, _ host: ECRHost) -> String {
        "write `create: true` under `publish:`, or make it yourself: "
            + "`aws ecr create-repository --repository-name \(name) --region \(host.region)`"
    }

    private static let permissions =
        "allow the identity that `aws sts get-caller-identity` names: ecr:BatchCheckLayerAvailability, "
        + "ecr:InitiateLayerUpload, ecr:UploadLayerPart, ecr:CompleteLayerUpload, ecr:PutImage, ecr:BatchGetImage and "
        + "ecr:GetDownloadUrlForLayer on the repository"
}

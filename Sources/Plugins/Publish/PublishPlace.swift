import RecuaAWS
import RecuaCore
import RecuaOCI

/// Where one stack's image goes.
struct PublishPlace: Sendable, Hashable {
    let reference: ImageReference
    let tag: String

    /// - Throws: ``Diagnostic`` `oci.reference` or `publish.tag`, with the pointer to what is wrong.
    init(_ section: PublishSection, in stack: StackFacts) throws {
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
        tag = Self.filled(section.tag ?? "{stack}", stack)
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

    /// Runs `body`; a repository that Amazon ECR lacks is explained with the command that makes it.
    func explaining<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch var problem as Diagnostic where problem.code == "registry.repository-missing" {
            problem.code = "publish.repository-missing"
            problem.message = "there is no repository `\(reference.repository)`"
            if let host = ECRHost(reference.host) {
                problem.help = "aws ecr create-repository --repository-name \(reference.name) --region \(host.region)"
            }
            throw problem
        }
    }

    func story(of summary: ImagePush.Summary) -> String {
        let kept = summary.wereThere + summary.mounted
        var story = "\(reference.repository): \(summary.sentBytes) bytes sent"
        if kept > 0 { story += ", \(kept) of \(kept + summary.sent) blobs were there" }
        if !summary.isTagSet { story += "; the registry keeps the tag `\(tag)` as it was, the digest is published" }
        return story
    }
}

import RecuaCore

/// What Lambda says of a function, as far as it tells whether it is as we left it.
struct FunctionFacts {
    /// Nil when Lambda names none.
    let imageDigest: Digest?
    /// When its code or configuration was last changed, by whomever, as Lambda writes it.
    let lastModified: String

    /// - Parameter answer: of `aws lambda get-function`.
    init(_ answer: JSON) {
        let uri = answer["Code"]?["ResolvedImageUri"]?.string ?? answer["Code"]?["ImageUri"]?.string
        imageDigest = uri?.split(separator: "@").last.flatMap { Digest($0) }
        lastModified = answer["Configuration"]?["LastModified"]?.string ?? ""
    }

    /// What somebody else changed since the deployment, in a sentence; nil when nothing.
    func difference(from deployment: Deployment) -> String? {
        if imageDigest != deployment.imageDigest { return "it runs another image" }
        if lastModified == deployment.resources["lastModified"] { return nil }
        return "its settings were changed by somebody else; `recua down` and `recua up` bring them back"
    }
}

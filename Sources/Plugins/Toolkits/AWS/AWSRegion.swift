import RecuaCore

/// Which region a request goes to.
public enum AWSRegion {
    /// The explicit one, else `AWS_REGION`, else `AWS_DEFAULT_REGION`.
    ///
    /// - Throws: ``Diagnostic`` `aws.region` when none of them says, or what is said cannot be a region.
    public static func resolve(explicit: String? = nil, environment: [String: String]) throws -> String {
        let candidates = [explicit, environment["AWS_REGION"], environment["AWS_DEFAULT_REGION"]]
        guard let region = candidates.lazy.compactMap(\.self).first(where: { !$0.isEmpty }) else {
            throw Diagnostic(
                "aws.region", "no AWS region is chosen",
                help: "write `lambda: { region: us-east-1 }` in the manifest, or export `AWS_REGION`"
            )
        }
        guard isPlausible(region) else {
            throw Diagnostic(
                "aws.region", "`\(region)` is not the name of an AWS region", help: "write it as in `us-east-1`")
        }
        return region
    }

    /// A region's name becomes part of host names, so it may hold nothing but letters, digits and hyphens.
    static func isPlausible(_ region: String) -> Bool {
        let parts = region.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count >= 3
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
            }
    }
}

/// The host of a private registry of Amazon ECR, taken apart: `123456789012.dkr.ecr.us-east-1.amazonaws.com`.
public struct ECRHost: Sendable, Hashable {
    /// 12 digits.
    public var account: String
    public var region: String

    /// - Parameter host: a host as in an image reference, without scheme or path; case is folded.
    /// - Returns: nil for every other registry, the public gallery `public.ecr.aws` too.
    public init?(_ host: some StringProtocol) {
        let labels = host.lowercased().split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let account = labels.first, account.utf8.count == 12, account.utf8.allSatisfy({ (48...57).contains($0) }),
            let region = Self.region(Array(labels.dropFirst())), AWSRegion.isPlausible(region)
        else { return nil }
        self.account = account
        self.region = region
    }

    /// The two spellings: `dkr.ecr.REGION.amazonaws.com`, and `dkr-ecr.REGION.on.aws`, which speaks IPv6 too.
    private static func region(_ labels: [String]) -> String? {
        if labels.count >= 5, labels[0] == "dkr", ["ecr", "ecr-fips"].contains(labels[1]) {
            return suffixes.contains(labels[3...].joined(separator: ".")) ? labels[2] : nil
        }
        guard labels.count >= 4, ["dkr-ecr", "dkr-ecr-fips"].contains(labels[0]) else { return nil }
        return dualStackSuffixes.contains(labels[2...].joined(separator: ".")) ? labels[1] : nil
    }

    private static let suffixes: Set = [
        "amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "c2s.ic.gov", "sc2s.sgov.gov", "cloud.adc-e.uk",
        "csp.hci.ic.gov",
    ]
    private static let dualStackSuffixes: Set = ["on.aws", "on.amazonwebservices.com.cn", "on.amazonwebservices.eu"]
}

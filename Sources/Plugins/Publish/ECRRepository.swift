import RecuaAWS
import RecuaCore

/// A repository of Amazon ECR, as calls of the AWS CLI that a test can read.
struct ECRRepository: Sendable, Hashable {
    let name: String
    let host: ECRHost
    let project: String
    let settings: RepositorySettings

    /// Makes it. All that can be said here is part of the one call, so that no half of it is ever seen.
    var creation: [String] {
        let key = settings.kmsKey.map { ["--encryption-configuration", "encryptionType=KMS,kmsKey=\($0)"] } ?? []
        return call("create-repository")
            + ["--image-scanning-configuration", scanning, "--image-tag-mutability", mutability]
            + ["--tags", "Key=recua:project,Value=\(project)"] + key
    }

    /// What cannot be said while it is made.
    var policies: [[String]] { [lifecycleCall, accessCall].compactMap { $0 } }

    /// Makes an existing one what the manifest says. Its encryption stays: ECR does not change it.
    ///
    /// Those that remove what is not there fail with `aws.not-found`.
    var adjustments: [[String]] {
        [
            call("put-image-scanning-configuration") + ["--image-scanning-configuration", scanning],
            call("put-image-tag-mutability") + ["--image-tag-mutability", mutability],
            lifecycleCall ?? call("delete-lifecycle-policy"),
            accessCall ?? call("delete-repository-policy"),
        ]
    }

    /// What AWS must allow for ``adjustments``.
    var adjustmentPermissions: [String] {
        [
            "ecr:PutImageScanningConfiguration", "ecr:PutImageTagMutability",
            lifecycle == nil ? "ecr:DeleteLifecyclePolicy" : "ecr:PutLifecyclePolicy",
            access == nil ? "ecr:DeleteRepositoryPolicy" : "ecr:SetRepositoryPolicy",
        ]
    }

    /// What AWS must allow for ``creation`` and ``policies``.
    var permissions: [String] {
        ["ecr:CreateRepository", "ecr:TagResource"]
            + (lifecycle == nil ? [] : ["ecr:PutLifecyclePolicy"]) + (access == nil ? [] : ["ecr:SetRepositoryPolicy"])
    }

    var arn: String { "arn:\(partition):ecr:\(host.region):\(host.account):repository/\(name)" }

    /// Touches nothing that has a tag: the images that functions use are as a rule those that the stacks' tags name.
    var lifecycle: JSON? {
        let count: [String: JSON]
        switch settings.lifecycle {
        case nil: return nil
        case .keep(let number): count = ["countType": "imageCountMoreThan", "countNumber": .integer(number)]
        case .untaggedDays(let days):
            count = ["countType": "sinceImagePushed", "countUnit": "days", "countNumber": .integer(days)]
        }
        let selection = count.merging(["tagStatus": "untagged"]) { $1 }
        return [
            "rules": [
                ["rulePriority": 1, "selection": .object(selection), "action": ["type": "expire"]]
            ]
        ]
    }

    /// Lets Lambda read images, on behalf of functions of certain accounts in this region alone.
    var access: JSON? {
        let others: [String]
        switch settings.lambdaPull ?? .ownAccount {
        case .nobody: return nil
        case .ownAccount: others = []
        case .accounts(let accounts): others = accounts.filter { $0 != host.account }
        }
        let functions = ([host.account] + others).map {
            JSON.string("arn:\(partition):lambda:\(host.region):\($0):function:*")
        }
        var statements: [JSON] = [
            [
                "Sid": "LambdaECRImageRetrievalPolicy", "Effect": "Allow",
                "Principal": ["Service": "lambda.amazonaws.com"], "Action": Self.pull,
                "Condition": ["StringLike": ["aws:sourceArn": .array(functions)]],
            ]
        ]
        if !others.isEmpty {
            // Whoever makes a function in another account must be able to read the image, too.
            let roots = others.map { JSON.string("arn:\(partition):iam::\($0):root") }
            statements.append([
                "Sid": "CrossAccountPermission", "Effect": "Allow", "Principal": ["AWS": .array(roots)],
                "Action": Self.pull,
            ])
        }
        return ["Version": "2012-10-17", "Statement": .array(statements)]
    }

    private static let pull: JSON = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]

    private var lifecycleCall: [String]? {
        lifecycle.map { call("put-lifecycle-policy") + ["--lifecycle-policy-text", $0.text()] }
    }

    private var accessCall: [String]? {
        access.map { call("set-repository-policy") + ["--policy-text", $0.text()] }
    }

    private var scanning: String { "scanOnPush=\(settings.scanOnPush ?? true)" }
    private var mutability: String { settings.immutableTags == true ? "IMMUTABLE" : "MUTABLE" }

    /// The registry is named, lest credentials of another account make the repository there.
    private func call(_ operation: String) -> [String] {
        ["ecr", operation, "--registry-id", host.account, "--repository-name", name]
    }

    private var partition: String {
        let others = [
            ("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("eusc-", "aws-eusc"), ("us-isob-", "aws-iso-b"),
            ("us-iso-", "aws-iso"),
        ]
        return others.first { host.region.hasPrefix($0.0) }?.1 ?? "aws"
    }
}

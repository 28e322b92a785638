import RecuaAWS
import RecuaCore
import Testing

@testable import RecuaPublish

@Suite struct ECRRepositoryTests {
    @Test func `the defaults scan, let tags move, let Lambda pull and let nothing expire`() throws {
        let repository = try repository("123456789012.dkr.ecr.eu-west-1.amazonaws.com", true)
        #expect(
            repository.creation == [
                "ecr", "create-repository", "--registry-id", "123456789012", "--repository-name", "llamas",
                "--image-scanning-configuration", "scanOnPush=true", "--image-tag-mutability", "MUTABLE",
                "--tags", "Key=recua:project,Value=tests",
            ])
        #expect(repository.lifecycle == nil)
        #expect(repository.policies.map { $0[1] } == ["set-repository-policy"])
        #expect(
            repository.access == [
                "Version": "2012-10-17",
                "Statement": [
                    [
                        "Sid": "LambdaECRImageRetrievalPolicy", "Effect": "Allow",
                        "Principal": ["Service": "lambda.amazonaws.com"],
                        "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                        "Condition": [
                            "StringLike": ["aws:sourceArn": ["arn:aws:lambda:eu-west-1:123456789012:function:*"]]
                        ],
                    ]
                ],
            ])
    }

    @Test(arguments: [["keep": 5], ["untaggedDays": 14]] as [JSON])
    func `a lifecycle lets every tagged image be`(lifecycle: JSON) throws {
        let repository = try repository(
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com", ["lifecycle": lifecycle, "lambdaPull": false])
        #expect(repository.lifecycle?["rules"]?.array?.map { $0["selection"]?["tagStatus"] } == ["untagged"])
        #expect(repository.access == nil)
        #expect(repository.permissions == ["ecr:CreateRepository", "ecr:TagResource", "ecr:PutLifecyclePolicy"])
        #expect(repository.adjustments.last?[1] == "delete-repository-policy")
        let needed = repository.adjustmentPermissions
        #expect(needed.contains("ecr:DeleteRepositoryPolicy") && needed.contains("ecr:PutLifecyclePolicy"))
        #expect(needed.count == repository.adjustments.count)
    }

    @Test func `other accounts' functions pull when they are named, in the partition of the region`() throws {
        let repository = try repository(
            "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn",
            ["lambdaPull": ["210987654321"], "immutableTags": true, "scanOnPush": false, "kmsKey": "alias/llamas"])
        let functions = repository.access?["Statement"]?[0]?["Condition"]?["StringLike"]?["aws:sourceArn"]
        #expect(
            functions == [
                "arn:aws-cn:lambda:cn-north-1:123456789012:function:*",
                "arn:aws-cn:lambda:cn-north-1:210987654321:function:*",
            ])
        #expect(
            repository.access?["Statement"]?[1]?["Principal"]?["AWS"] == ["arn:aws-cn:iam::210987654321:root"])
        #expect(repository.creation.contains("IMMUTABLE"))
        #expect(repository.creation.contains("scanOnPush=false"))
        #expect(repository.creation.last == "encryptionType=KMS,kmsKey=alias/llamas")
    }

    @Test func `create is a yes, a no, or what the repository is to be like`() throws {
        func choice(_ create: JSON) throws -> RepositoryChoice? {
            try JSON.object(["repository": "a.io/b", "create": create]).decode(PublishSection.self).create
        }
        #expect(try choice(true) == .yes(RepositorySettings()))
        #expect(try choice(false)?.settings == nil)
        #expect(try choice(["lifecycle": ["keep": 3]])?.settings?.lifecycle == .keep(3))
        for create in [true, false, ["scanOnPush": false, "lifecycle": ["untaggedDays": 3]]] as [JSON] {
            #expect(try choice(JSON(encoding: choice(create))) == choice(create))
        }
    }

    private func repository(_ host: String, _ create: JSON) throws -> ECRRepository {
        let choice = try JSON.object(["repository": "a.io/b", "create": create]).decode(PublishSection.self).create
        return ECRRepository(
            name: "llamas", host: try #require(ECRHost(host)), project: "tests",
            settings: try #require(choice?.settings))
    }
}

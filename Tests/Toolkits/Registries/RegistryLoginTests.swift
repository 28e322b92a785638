import RecuaOCI
import RecuaRegistries
import RecuaTestSupport
import Testing

@Suite struct RegistryLoginTests {
    @Test func `Amazon ECR's login comes from the AWS CLI`() async throws {
        try await withScratchFolder { folder in
            // `AWS:secret` in base 64.
            let script = """
                #!/bin/sh
                case "$*" in
                "ecr get-authorization-token"*"--region eu-west-1"*)
                    echo '{"authorizationData":[{"authorizationToken":"QVdTOnNlY3JldA=="}]}' ;;
                *) exit 9 ;;
                esac
                """
            try folder.write(script, to: "bin/aws", mode: 0o755)
            let environment = ["PATH": "\(folder.path("bin")):/bin:/usr/bin", "HOME": folder.path]
            let login = RegistryLogin(environment: environment)
            let found = try await login.credentials(for: "123456789012.dkr.ecr.eu-west-1.amazonaws.com")
            #expect(found == RegistryCredentials(username: "AWS", password: "secret"))
            #expect(try await login.credentials(for: "localhost:5000") == nil)
        }
    }
}

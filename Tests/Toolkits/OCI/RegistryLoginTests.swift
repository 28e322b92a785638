import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaOCI

@Suite struct RegistryLoginTests {
    @Test func `a challenge is taken apart`() {
        let challenge = Challenge(
            #"Bearer realm="https://auth.example/token",service="reg, istry",scope="repository:a:pull""#)
        #expect(challenge?.scheme == .bearer)
        #expect(challenge?.parameters["realm"] == "https://auth.example/token")
        #expect(challenge?.parameters["service"] == "reg, istry")
        #expect(Challenge.best(of: ["Basic realm=x", "Negotiate", "bearer realm=\"y\""])?.scheme == .bearer)
        #expect(Challenge("Negotiate") == nil)
    }

    @Test func `logins are found as Docker writes them`() async throws {
        let config = DockerConfig(
            [
                "auths": [
                    "localhost:5000": ["auth": "YW5hOnM6ZWNyZXQ="],
                    "https://index.docker.io/v1/": ["auth": "YW5hOmh1Yg=="],
                    "broken.example": ["auth": "!!"],
                ]
            ], environment: [:])
        #expect(
            try await config.credentials(for: "localhost:5000")
                == RegistryCredentials(username: "ana", password: "s:ecret"))
        #expect(try await config.credentials(for: "docker.io") == RegistryCredentials(username: "ana", password: "hub"))
        #expect(try await config.credentials(for: "broken.example") == nil)
        #expect(try await config.credentials(for: "other.example") == nil)
    }

    @Test func `a credential helper is asked on its standard input`() async throws {
        try await withScratchFolder { folder in
            let script = """
                #!/bin/sh
                read host
                [ "$1 $host" = "get known.example" ] || { echo "credentials not found"; exit 1; }
                echo '{"ServerURL":"known.example","Username":"ana","Secret":"pass"}'
                """
            try folder.write(script, to: "bin/docker-credential-test", mode: 0o755)
            try folder.write(#"{"credsStore":"test","credHelpers":{"gone.example":"missing"}}"#, to: "config.json")
            let environment = ["PATH": "\(folder.path("bin")):/bin:/usr/bin", "DOCKER_CONFIG": folder.path]
            let config = try DockerConfig.load(environment: environment)
            #expect(
                try await config.credentials(for: "known.example")
                    == RegistryCredentials(username: "ana", password: "pass"))
            #expect(try await config.credentials(for: "unknown.example") == nil)
            let error = await #expect(throws: Diagnostic.self) { try await config.credentials(for: "gone.example") }
            #expect(error?.code == "registry.credentials.helper")
        }
    }

    @Test func `no text about credentials shows them`() throws {
        let credentials = RegistryCredentials(username: "ana", password: "hunter2")
        var dumped = ""
        dump(credentials, to: &dumped)
        #expect(!"\(credentials) \(String(reflecting: credentials)) \(dumped)".contains("hunter2"))
    }
}

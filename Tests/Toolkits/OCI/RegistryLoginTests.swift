import NIOHTTP1
import RecuaCore
import RecuaHTTP
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

    @Test func `identity tokens are told from passwords wherever they are kept`() async throws {
        let config = DockerConfig(
            [
                "auths": [
                    "new.example": ["auth": "MDAwMDogAAA=", "identitytoken": "identity"],
                    "https://old.example/v1/": ["auth": "YW5hOnBhc3MAAA=="],
                    "plain.example": ["username": "ana", "password": "pass"], "empty.example": [:],
                ]
            ], environment: [:])
        let token = try await config.credentials(for: "new.example")
        #expect(token == RegistryCredentials(username: "<token>", password: "identity"))
        // No registry is shown it as a password.
        #expect(token?.basic == nil)
        let password = RegistryCredentials(username: "ana", password: "pass")
        #expect(try await config.credentials(for: "old.example") == password)
        #expect(try await config.credentials(for: "plain.example") == password)
        #expect(try await config.credentials(for: "empty.example") == nil)
    }

    @Test func `a request for a token is a form for identity tokens, and a query for all others`() throws {
        let challenge = try #require(Challenge(#"Bearer realm="https://auth.example/token?a=b",service="reg istry""#))
        let origin = try HTTPURL("https://registry.example/")
        let scopes = ["repository:llamas:pull,push", "repository:other:pull"]
        func request(_ credentials: RegistryCredentials?) throws -> TokenRequest {
            try TokenRequest(challenge, scopes: scopes, credentials: credentials, origin: origin)
        }
        let anonymous = try request(nil)
        #expect(anonymous.method == .GET)
        #expect(anonymous.authorization == nil)
        #expect(
            anonymous.url.query
                == "a=b&service=reg%20istry&scope=repository%3Allamas%3Apull%2Cpush&scope=repository%3Aother%3Apull")
        #expect(try request(.init(username: "ana", password: "pass")).authorization == "Basic \("ana:pass".base64)")
        let identity = try request(.init(identityToken: "secret"))
        #expect(identity.method == .POST)
        #expect(identity.url.query == "a=b")
        #expect(
            identity.body == "grant_type=refresh_token&client_id=recua&service=reg%20istry"
                + "&scope=repository%3Allamas%3Apull%2Cpush%20repository%3Aother%3Apull&refresh_token=secret")
        // A password never goes to a token server in plain HTTP.
        let plain = try #require(Challenge(#"Bearer realm="http://auth.example/token""#))
        let error = #expect(throws: Diagnostic.self) {
            try TokenRequest(plain, scopes: scopes, credentials: nil, origin: origin)
        }
        #expect(error?.code == "registry.challenge")
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
            let helpers = #"{"gone.example":"missing","https://index.docker.io/v1/":"hub"}"#
            try folder.write(#"{"credsStore":"test","credHelpers":\#(helpers)}"#, to: "config.json")
            let hub = """
                #!/bin/sh
                read server
                printf '{"Username":"<token>","Secret":"%s"}' "$server"
                """
            try folder.write(hub, to: "bin/docker-credential-hub", mode: 0o755)
            let environment = ["PATH": "\(folder.path("bin")):/bin:/usr/bin", "DOCKER_CONFIG": folder.path]
            let config = try DockerConfig.load(environment: environment)
            #expect(
                try await config.credentials(for: "known.example")
                    == RegistryCredentials(username: "ana", password: "pass"))
            #expect(try await config.credentials(for: "unknown.example") == nil)
            #expect(
                try await config.credentials(for: "docker.io")
                    == RegistryCredentials(identityToken: "https://index.docker.io/v1/"))
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

import Testing

@testable import RecuaCLI

struct SecretLookTests {
    @Test(arguments: [
        ("HF_TOKEN", "x"), ("api-key", "x"), ("DB_PASSWORD", "x"), ("aws_secret_access_key", "x"), ("SSH_PRIVATE", "x"),
        ("SOME_KEY", "x"), ("ANYTHING", "hf_abcdefghijklmnop"), ("URL", "postgres://ana:hunter2@db/x"),
        ("PEM", "-----BEGIN RSA PRIVATE KEY-----"), ("X", "AKIAIOSFODNN7EXAMPLE"),
    ])
    func `what looks secret is not shown`(name: String, value: String) {
        #expect(SecretLook.isSecret(name: name, value: value))
    }

    @Test(arguments: [
        ("PATH", "/usr/bin:/bin"), ("AWS_LWA_PORT", "8080"), ("HOME", "/tmp"), ("HF_TOKEN", ""), ("KEYBOARD", "us"),
        ("URL", "https://example.org/path"), ("PROXY", "http://proxy:3128"), ("MODEL", "hf_x"),
    ])
    func `what does not is`(name: String, value: String) {
        #expect(!SecretLook.isSecret(name: name, value: value))
    }

    @Test func `in a command line what follows a secret's option is left out`() {
        #expect(
            SecretLook.words(["/engine", "--api-key", "hunter2", "--port", "8080", "--token=abc", "-m", "x"])
                == ["/engine", "--api-key", "…", "--port", "8080", "--token=…", "-m", "x"])
    }
}

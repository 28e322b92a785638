import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaLambda

@Suite struct `A SAM deployment` {
    @Test func `names files in its arguments and nothing that is secret`() {
        #expect(
            SAMDeployment.arguments(template: "/a/template.yaml", configuration: "/b/samconfig.toml") == [
                "deploy", "--template-file", "/a/template.yaml", "--config-file", "/b/samconfig.toml",
                "--no-confirm-changeset",
                "--no-fail-on-empty-changeset", "--no-progressbar",
            ])
    }

    @Test func `hands over every secret as it is`() async throws {
        let values = [
            "", "plain", "\"wrapped\"", "'wrapped'", "\"", "'", "\\", "\\ ", "\\\"", "\\'", "\\\\ \\\\\" \\' \"",
            "file://x", " x ",
            "a=b,c d", "${y} $z", "one\ntwo\r\n\tthree\u{7F}\u{1}", "é 🦙", "[\"a\"]", "None",
            "-----BEGIN KEY-----\nabc\n",
        ]
        let secrets = Dictionary(values.enumerated().map { ("Variable\($0.offset)", $0.element) }) { $1 }
        let head = "[default.deploy.parameters.parameter_overrides]\nImageUri = \"x\"\n"
        let configuration = SAMDeployment.configuration(head, secrets: secrets)
        // The SAM CLI's own reader of the file and of the parameters.
        let script = """
            import json, sys
            from pathlib import Path
            from samcli.cli.types import CfnParameterOverridesType
            from samcli.lib.config.samconfig import SamConfig
            config = SamConfig(sys.argv[1]).get_all(["deploy"], "parameters")
            print(json.dumps(CfnParameterOverridesType().convert(config["parameter_overrides"], None, None)))
            """
        try await withScratchFolder { folder in
            try folder.write("version = 0.1\n\(configuration)", to: "samconfig.toml")
            let read = try JSON(parsing: try await TestTools.python(script, [folder.path]))
            for (name, value) in secrets { #expect(read[name]?.string == value, "\(name)") }
            #expect(read["ImageUri"] == "x")
        }
    }
}

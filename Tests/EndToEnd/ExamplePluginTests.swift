import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// The plugins in `stacks/plugins`, which anybody may copy.
@Suite struct ExamplePluginTests {
    @Test(arguments: ["wheel.py", "webhook", "knative.py"])
    func `an example keeps to all that Recua expects of a plugin`(name: String) async throws {
        try await withScratchFolder { folder in
            let recua = RecuaBinary(in: folder.path)
            let program = "\(RecuaBinary.package)/stacks/plugins/\(name)"
            let report = try await recua.run("plugin", "check", program)
            #expect(report.status == .exited(0), "\(report.output)")
            #expect(report.output.contains(" 0 broken"), "\(report.output)")
        }
    }

    @Test(arguments: ["wheel", "webhook", "knative"])
    func `an example's page names each of its keys`(name: String) async throws {
        try await withScratchFolder { folder in
            let file = name == "webhook" ? name : "\(name).py"
            let run = "\(RecuaBinary.package)/stacks/plugins/\(file)"
            try folder.write(
                "recua: 1\nproject: pages\nplugins: { \(name): { run: \(run) } }\nstacks: {}\n", to: "recua.yaml")
            let schema = try await RecuaBinary(in: folder.path).json("schema")
            let page = try Files.readText("\(RecuaBinary.package)/docs/\(name).md")
            let keys = schema["$defs"]?["section.\(name)"]?["properties"]?.object ?? [:]
            #expect(!keys.isEmpty, "\(schema.text().prefix(300))")
            for key in keys.keys { #expect(page.contains("`\(key)") || page.contains("`\(name).\(key)"), "\(key)") }
        }
    }
}

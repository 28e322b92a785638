import Testing

@testable import RecuaCore

/// What `plugins:` takes, and what a manifest asks for without it.
@Suite struct PluginDeclarationTests {
    private static let sha256 = String(repeating: "ab", count: 32)

    /// A manifest with these plugins, and programs beside it.
    private func parse(_ plugins: String) throws -> (ParsedManifest, folder: String) {
        let scratch = try scratch(plugins)
        return (
            try ManifestReader(environment: [:], workingFolder: scratch.folder).parse("m.yaml"), folder: scratch.folder
        )
    }

    private func scratch(_ plugins: String) throws -> ManifestScratch {
        let scratch = try ManifestScratch([
            "m.yaml": "recua: 1\nproject: p\nplugins:\n  \(plugins)\nstacks: {}\n", "rules.json": "{}",
        ])
        try Files.write("#!/bin/sh\n", to: "\(scratch.folder)/wheel.py", mode: 0o755)
        return scratch
    }

    @Test func `a text is a path, also without a slash in it`() throws {
        let (parsed, folder) = try parse("wheel: wheel.py")
        let wheel = try #require(parsed.plugins.first)
        #expect(wheel.run == ["\(folder)/wheel.py"] && wheel.files == wheel.run)
        #expect(wheel.source == nil && wheel.origin == .declared)
    }

    @Test(arguments: ["https://plugins.test/x.py", "oci://registry.test/owner/x:1", "hf://owner/repository/x.py"])
    func `a text with a scheme is where the program is fetched from`(url: String) throws {
        let x = try #require(try parse("x: \(url)").0.plugins.first)
        #expect(x.source?.url == url && x.source?.sha256 == nil)
        #expect(x.run.isEmpty && x.files.isEmpty)
        #expect(x.source?.place.start.line == 4)
    }

    @Test func `a mapping with a URL takes a digest, arguments and files`() throws {
        let (parsed, folder) = try parse(
            "x: { url: https://plugins.test/x, sha256: \(Self.sha256), arguments: [--fast, rules.json], files: [wheel.py] }"
        )
        let x = try #require(parsed.plugins.first)
        #expect(x.source?.sha256?.hex == Self.sha256)
        #expect(x.run == ["--fast", "rules.json"])
        #expect(x.files == ["\(folder)/rules.json", "\(folder)/wheel.py"])
        let ready = x.fetched(as: "/store/x")
        #expect(ready.run == ["/store/x", "--fast", "rules.json"])
        #expect(ready.files == ["/store/x", "\(folder)/rules.json", "\(folder)/wheel.py"])
    }

    @Test(
        arguments: [
            ("x: { url: https://a.test/x, run: x }", "`run` and `url` exclude each other"),
            ("x: { url: wheel.py }", "`wheel.py` is no URL"),
            ("x: { sha256: abc }", "missing key `url` in `plugins.x`"),
            ("x: { url: https://a.test/x, sha256: abc }", "`plugins.x.sha256`"),
            ("x: gone.py", "there is no program `gone.py`"),
            ("x: [wheel.py]", "expected"),
            ("x: { run: [python3, gone.py] }", "there is no file `gone.py`"),
            ("x: ftp://a.test/x", "`ftp://` is no place that programs are fetched from"),
            ("x: { url: 'file:///x' }", "`file://` is no place that programs are fetched from"),
            ("x: { run: ./wheel.py, timeout: 0s }", "`plugins.x.timeout` must be more than nothing, found `0s`"),
            ("x: { run: ./wheel.py, idle: 0ms }", "`plugins.x.idle` must be more than nothing, found `0ms`"),
            ("x: ''", "must have at least 1 character"),
        ]
    )
    func `what is none of these is told`(plugins: String, message: String) throws {
        let complaint = try scratch(plugins).complaint()
        #expect(complaint.hasPrefix("m.yaml:4:") && complaint.contains(message), "\(complaint)")
    }

    @Test func `a script that is not there is shown where it is written, and one that may be made later is not`() throws
    {
        let complaint = try scratch("x: { run: [python3, gone.py] }").complaint()
        #expect(complaint.hasPrefix("m.yaml:4:23: "), "\(complaint)")
        for run in ["[python3, wheel.py]", "[python3, -m, gone.py]", "[tool, out]", "python3"] {
            #expect(try parse("x: { run: \(run) }").0.plugins.count == 1)
        }
    }

    @Test(arguments: ["timeout: 5 apples", "timeout: 0s", "idle: [1m]", "sandbox: nine", "timout: 5m"])
    func `a mistake beside a program does not hide that the program is not there`(mistake: String) throws {
        let programs = [
            "run: ./gone.py": "no program `./gone.py`", "run: [python3, gone.py]": "no file `gone.py`",
            "url: gone.py": "`gone.py` is no URL", "run: wheel.py, files: [gone.json]": "no file `gone.json`",
        ]
        for (program, told) in programs {
            let complaint = try scratch("x: { \(program), \(mistake) }").complaint()
            let key = mistake.prefix { $0 != ":" }
            #expect(complaint.contains(told) && complaint.contains(key), "\(complaint)")
            #expect(complaint.matches(of: /: error:/).count == 2, "\(complaint)")
        }
    }

    @Test(arguments: [
        "run: 5, timeout: 0s", "run: [], idle: 0s", "run: gone.py, url: gone, timeout: 0s", "timeout: 0s",
    ])
    func `of a program that is not written as it should be nothing more is told`(plugin: String) throws {
        #expect(!(try scratch("x: { \(plugin) }").complaint().contains("there is no")))
    }

    @Test func `the same plugin in two files must be the same`() throws {
        func complaint(_ second: String) throws -> String {
            try ManifestScratch([
                "stacks/a.yaml": "recua: 1\nproject: p\nplugins: { x: https://a.test/x }\nstacks: {}\n",
                "stacks/b.yaml": "recua: 1\nproject: p\n\nplugins: { x: \(second) }\nstacks: {}\n",
            ]).complaint(nil)
        }
        #expect(try complaint("https://a.test/x") == "")
        #expect(try complaint("https://a.test/y").contains("manifest.duplicate-plugin"))
        #expect(try complaint("{ url: https://a.test/x, sha256: \(Self.sha256) }").contains("manifest.duplicate"))
    }

    @Test func `a manifest asks for the sections and targets that no plugin has, once each, and for no other`() throws {
        let scratch = try ManifestScratch([
            "m.yaml": """
            recua: 1
            project: p
            defaults: { table: {}, server: {} }
            profiles: { prod: { target: knative, Not_a_name: {} } }
            stacks:
              a: { table: {}, chair: {}, target: table }
              b: { target: lambda, tags: {} }
            """
        ])
        let parsed = try ManifestReader(environment: [:], workingFolder: scratch.folder).parse("m.yaml")
        let wishes = parsed.wishes(
            beyond: ManifestScratch.plugins, overrides: ["lamp.on=yes", "what is this"], target: "shelf")
        #expect(wishes.map(\.name) == ["table", "chair", "lamp", "knative", "shelf"])
        #expect(wishes.map(\.place.start.line) == [3, 6, 1, 4, 1])
        #expect(wishes.last?.place.file == "--target")
        #expect(parsed.wishes(beyond: ManifestScratch.plugins, target: "lambda").count == 3)
    }

    @Test func `where nothing is started, a program that cannot be is no reason to stop`() throws {
        let scratch = try ManifestScratch([
            "m.yaml": "recua: 1\nproject: p\nplugins: { box: box.py }\nstacks: { a: {} }\n"
        ])
        let reader = ManifestReader(environment: [:], workingFolder: scratch.folder)
        let parsed = try reader.parse("m.yaml", startsPrograms: false)
        #expect(parsed.stackNames == ["a"] && parsed.plugins.isEmpty)
        #expect(throws: Diagnostics.self) { try reader.parse("m.yaml") }
    }

    @Test func `an unknown section is told those that there are, also where a plugin has added one`() throws {
        let scratch = try ManifestScratch(["m.yaml": "recua: 1\nproject: p\nstacks: { a: { zzzzz: {} } }\n"])
        let parsed = try ManifestReader(environment: [:], workingFolder: scratch.folder).parse("m.yaml")
        let more = (0..<9).map { number in
            PluginDescriptor(
                name: "plugin\(number)", version: "1", summary: "",
                sections: [.init("section\(number)", .object([]))], needs: [], provides: "thing", work: .compute)
        }
        let error = #expect(throws: Diagnostics.self) {
            _ = try parsed.resolve(descriptors: ManifestScratch.plugins + more)
        }
        #expect(error?.all.first?.help?.contains("known sections: `model`, ") == true)
    }

    @Test func `where a missing plugin could come from is the help of the error`() throws {
        let scratch = try ManifestScratch([
            "m.yaml": "recua: 1\nproject: p\nstacks: { a: { table: {}, target: knative } }\n"
        ])
        let parsed = try ManifestReader(environment: [:], workingFolder: scratch.folder).parse("m.yaml")
        let error = #expect(throws: Diagnostics.self) {
            _ = try parsed.resolve(
                descriptors: ManifestScratch.plugins, elsewhere: ["table": "allow it", "knative": "make it executable"])
        }
        #expect(error?.all.map(\.code) == ["manifest.unknown-section", "manifest.unknown-target"])
        #expect(error?.all.map(\.help) == ["allow it", "make it executable"])
    }
}

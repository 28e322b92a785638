import RecuaCore
import Testing

@Suite struct `Files of a manifest` {
    private func text(_ project: String, _ rest: String) -> String { "recua: 1\nproject: \(project)\n\(rest)" }

    @Test func `a folder is one project, its files read in the order of their names`() throws {
        let scratch = try ManifestScratch([
            "stacks/b.yml": text("p", "stacks:\n  two: {}\n"), "stacks/a.yaml": text("p", "stacks:\n  one: {}\n"),
            "stacks/c.yaml": text("p", "defaults: { server: { context: 7 } }\n"), "stacks/.hidden.yaml": "no",
            "stacks/x.txt": "no",
        ])
        let manifest = try scratch.read(nil)
        #expect(manifest.stacks.map(\.name) == ["one", "two"])
        #expect(manifest.stacks.map { $0.sections["server"]?["context"]?.json } == [7, 7])
        #expect(manifest.folder == "\(scratch.folder)/stacks")
        #expect(manifest.files.map(\.path) == ["a.yaml", "b.yml", "c.yaml"].map { "\(scratch.folder)/stacks/\($0)" })
        #expect(manifest.stacks.first?.place.description == "stacks/a.yaml:4:3")
        #expect(try scratch.read("stacks/").stacks.first?.place.description == "stacks/a.yaml:4:3")
        let reader = ManifestReader(environment: [:], workingFolder: scratch.folder)
        #expect(try reader.locate(nil) == manifest.files.map(\.path))
    }

    @Test func `without a folder, recua yaml is the manifest, and digests are those of the bytes`() throws {
        let content = text("p", "stacks: { a: }\n")
        let scratch = try ManifestScratch(["recua.yaml": content])
        let manifest = try scratch.read(nil)
        #expect(manifest.files == [.init(path: "\(scratch.folder)/recua.yaml", digest: Digest(of: content))])
        #expect(manifest.stacks.map(\.name) == ["a"])
    }

    @Test func `a stack that is declared in two files`() throws {
        let scratch = try ManifestScratch([
            "stacks/a.yaml": text("p", "stacks:\n  one: {}\n"), "stacks/b.yaml": text("p", "stacks:\n  one: {}\n"),
        ])
        #expect(
            scratch.complaint(nil) == """
                stacks/b.yaml:4:3: error: the stack `one` is declared twice  [manifest.duplicate-stack]
                    4 |   one: {}
                      |   ^^^ rename one of them
                stacks/a.yaml:4:3: note: it is first declared here
                    4 |   one: {}
                      |   ^^^
                """
        )
    }

    @Test func `files of different projects are told apart with -f`() throws {
        let scratch = try ManifestScratch([
            "stacks/demo.yaml": text("demo", "stacks: {}\n"), "stacks/lambda.yaml": text("llamas", "stacks: {}\n"),
        ])
        #expect(
            scratch.complaint(nil) == """
                error: the files in `stacks` belong to different projects  [manifest.projects]
                stacks/demo.yaml:2:10: note: project `demo`
                    2 | project: demo
                      |          ^^^^
                stacks/lambda.yaml:2:10: note: project `llamas`
                    2 | project: llamas
                      |          ^^^^^^
                  help: pick one with -f: recua … -f stacks/demo.yaml
                """
        )
        #expect(try scratch.read("stacks/lambda.yaml").project == "llamas")
    }

    @Test func `mistakes of several files come in the order of the files`() throws {
        let scratch = try ManifestScratch([
            "stacks/a.yaml": text("p", "stacks: { a: { x: 1 } }\n"),
            "stacks/b.yaml": text("p", "stacks: { b: { x: 1 } }\n"),
        ])
        let places = scratch.complaint(nil).split(separator: "\n").filter { $0.contains("error") }.map { $0.prefix(18) }
        #expect(places == ["stacks/a.yaml:3:16", "stacks/b.yaml:3:16"])
    }

    @Test func `plugins that are programs are known before their schemas are`() throws {
        let scratch = try ManifestScratch([
            "m.yaml": text(
                "p",
                "plugins: { wheel: { run: [./wheel.py, data.txt, -v], files: [lib] }, tool: { run: tool } }\nstacks: { a: { wheel: {} } }\n"
            ),
            "wheel.py": "#!/bin/sh\n", "data.txt": "", "lib/x": "",
        ])
        try Files.write("#!/bin/sh\n", to: "\(scratch.folder)/wheel.py", mode: 0o755)
        let parsed = try ManifestReader(environment: [:], workingFolder: scratch.folder).parse("m.yaml")
        #expect(parsed.stackNames == ["a"])
        let wheel = try #require(parsed.plugins.first)
        #expect(wheel.run == ["\(scratch.folder)/wheel.py", "data.txt", "-v"])
        #expect(wheel.files == ["wheel.py", "data.txt", "lib"].map { "\(scratch.folder)/\($0)" })
        #expect(parsed.plugins.last?.run == ["tool"])
        let descriptor = PluginDescriptor(
            name: "wheel", version: "1", summary: "", sections: [.init("wheel", .object([]))], needs: [],
            provides: .model,
            work: .compute
        )
        #expect(try parsed.resolve(descriptors: [descriptor]).stacks.first?.written == ["wheel"])
    }

    @Test func `plugins that cannot be started`() throws {
        let plugins = """
            plugins:
              Bad: { run: x }
              gone: { run: [./gone.py] }
              text: { run: ./m.yaml }
              none: {}
            stacks: {}
            """
        let scratch = try ManifestScratch(["m.yaml": text("p", plugins)])
        #expect(
            scratch.complaint() == """
                m.yaml:4:3: error: `Bad` cannot name a plugin  [manifest.plugin-name]
                    4 |   Bad: { run: x }
                      |   ^^^ small letters, digits and dashes, a letter first, at most 40
                m.yaml:5:17: error: there is no program `./gone.py`  [manifest.plugin-program]
                    5 |   gone: { run: [./gone.py] }
                      |                 ^^^^^^^^^ paths start at the manifest's folder: `FOLDER/gone.py`
                m.yaml:6:16: error: `./m.yaml` is not executable  [manifest.plugin-program]
                    6 |   text: { run: ./m.yaml }
                      |                ^^^^^^^^ run: chmod +x FOLDER/m.yaml
                m.yaml:7:3: error: missing key `run` in `plugins.none`  [manifest.missing-key]
                    7 |   none: {}
                      |   ^^^^ `run`: The program, as a path from the manifest's folder or a name in PATH, and its arguments
                """
        )
    }
}

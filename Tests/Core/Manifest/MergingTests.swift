import RecuaCore
import Testing

@Suite struct `Merging` {
    private static let text = """
        recua: 1
        project: llamas
        defaults:
          lambda: { region: us-east-1 }
          server: { context: 1024, arguments: [--a, --b] }
          tags: { team: a, tier: one }
        profiles:
          prod:
            function: { memory: 10240 }
            server: { context: 2048 }
            tags: { tier: two }
        stacks:
          qwen:
            description: The small one
            model: { llamafile: hf://a/b }
            server: { arguments: [--c], context: 512 }
            function: { memory: auto, url: { stream: false } }
          smol:
            target: local
            model: { llamafile: ./c }
        """

    private func read(profile: String? = nil, set: [String] = [], target: String? = nil) throws -> Manifest {
        try ManifestScratch(["m.yaml": Self.text]).read(profile: profile, set: set, target: target)
    }

    @Test func `a stack lies over the defaults, key by key, and replaces lists`() throws {
        let manifest = try read()
        let qwen = try #require(manifest[stack: "qwen"])
        #expect(manifest.stacks.map(\.name) == ["qwen", "smol"])
        #expect(qwen.sections["server"]?.json == ["context": 512, "arguments": ["--c"]])
        #expect(qwen.sections["lambda"]?.json == ["region": "us-east-1"])
        #expect(manifest[stack: "smol"]?.sections["server"]?.json == ["context": 1024, "arguments": ["--a", "--b"]])
        #expect(qwen.written == ["model", "server", "function"])
        #expect(qwen.facts.description == "The small one")
        #expect([qwen.facts.target, manifest[stack: "smol"]?.facts.target] == ["lambda", "local"])
    }

    @Test func `a profile lies over the stacks, and other profiles do not`() throws {
        let manifest = try read(profile: "prod")
        let qwen = try #require(manifest[stack: "qwen"])
        #expect(qwen.sections["server"]?["context"]?.json == 2048)
        #expect(qwen.sections["function"]?.json == ["memory": 10240, "url": ["stream": false]])
        #expect(qwen.facts.tags == ["team": "a", "tier": "two"])
        #expect(manifest[stack: "smol"]?.written == ["model", "function", "server"])
    }

    @Test func `overrides come last, for all stacks or for one, the later over the earlier`() throws {
        let manifest = try read(
            profile: "prod",
            set: [
                "server.context=7", "stacks.smol.server.context=8", "function.url={auth: none}",
                "lambda.region=eu-west-1",
            ]
        )
        let qwen = try #require(manifest[stack: "qwen"])
        #expect(qwen.sections["server"]?["context"]?.json == 7)
        #expect(qwen.sections["function"]?["url"]?.json == ["stream": false, "auth": "none"])
        #expect(manifest[stack: "smol"]?.sections["server"]?["context"]?.json == 8)
        #expect(manifest[stack: "smol"]?.sections["lambda"]?["region"]?.json == "eu-west-1")
        #expect(try read(set: ["target=local"]).stacks.map(\.facts.target) == ["local", "local"])
        #expect(try read(set: ["target=local"], target: "lambda").stacks.map(\.facts.target) == ["lambda", "lambda"])
    }

    @Test func `each value keeps its own place`() throws {
        let manifest = try read(profile: "prod", set: ["server.arguments=[--x]"])
        let server = try #require(manifest[stack: "qwen"]?.sections["server"])
        #expect(server["context"]?.place.description == "m.yaml:10:24")
        #expect(server["arguments"]?.place.description == "--set:1:18")
        let stack = try #require(manifest[stack: "smol"])
        #expect(stack.place.description == "m.yaml:18:3")
        #expect(stack.place(of: "/lambda/region/0").description == "m.yaml:4:21")
        #expect(stack.place(of: "/nothing").description == "m.yaml:18:3")
    }

    @Test func `mistakes on the command line are shown as what they are`() throws {
        let scratch = try ManifestScratch(["m.yaml": Self.text])
        let sets = [
            "serv.context=1", "server.context", "server..x=1", "stacks.smo.server={}", "image.tmp=", "image.tmp=[",
            "server.context=no",
        ]
        #expect(
            scratch.complaint(profile: "prd", set: sets, target: "lamda") == """
                --profile:1:1: error: unknown profile `prd`  [manifest.unknown-profile]
                    1 | prd
                      | ^^^ did you mean `prod`?
                --set:1:1: error: unknown section `serv` in `--set`  [manifest.unknown-section]
                    1 | serv.context=1
                      | ^^^^ did you mean `server`?
                --set:1:1: error: expected `path=value`  [manifest.override]
                    1 | server.context
                      | ^^^^^^^^^^^^^^ write `--set server.context=8192`
                --set:1:1: error: the path before `=` has an empty part  [manifest.override]
                    1 | server..x=1
                      | ^^^^^^^^^^^ write `--set server.context=8192`
                --set:1:8: error: unknown stack `smo`  [manifest.unknown-stack]
                    1 | stacks.smo.server={}
                      |        ^^^ did you mean `smol`?
                --set:1:11: error: expected a value after `=`  [manifest.override]
                    1 | image.tmp=
                      |           ^ write `""` for an empty text
                --set:1:12: error: expected a value here  [manifest.syntax]
                    1 | image.tmp=[
                      |            ^
                --set:1:16: error: expected an integer in `server.context`, found a string  [manifest.type]
                    1 | server.context=no
                      |                ^^
                --target:1:1: error: no plugin `lamda` that deploys  [manifest.unknown-target]
                    1 | lamda
                      | ^^^^^ did you mean `lambda`?
                """
        )
    }

    @Test func `a manifest without profiles says so`() throws {
        let scratch = try ManifestScratch(["m.yaml": "recua: 1\nproject: p\nstacks: {}\n"])
        #expect(scratch.complaint(profile: "prod").hasSuffix("the manifest has no `profiles`"))
    }
}

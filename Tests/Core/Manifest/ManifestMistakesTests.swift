import RecuaCore
import Testing

/// What a person reads when a manifest is well-formed YAML and still wrong: the whole text.
@Suite struct `Mistakes in a manifest` {
    private func complaint(_ text: String) throws -> String { try ManifestScratch(["m.yaml": text]).complaint() }

    private func complaint(inStack body: String) throws -> String {
        try complaint("recua: 1\nproject: p\nstacks:\n  a:\n" + body)
    }

    @Test func `the top level`() throws {
        let text = """
            recua: 2
            project: Llamas!
            stack: {}
            plugins: []
            stacks:
              Qwen: {}
              smol: 5
            """
        #expect(
            try complaint(text) == """
                m.yaml:1:8: error: expected `1`, the version of manifests that this program reads  [manifest.version]
                    1 | recua: 2
                      |        ^ write `recua: 1`
                m.yaml:2:10: error: `Llamas!` cannot name a project  [manifest.project]
                    2 | project: Llamas!
                      |          ^^^^^^^ small letters, digits and dashes, a letter first, at most 63
                m.yaml:3:1: error: unknown key `stack` in the manifest  [manifest.unknown-key]
                    3 | stack: {}
                      | ^^^^^ did you mean `stacks`?
                m.yaml:4:10: error: expected a mapping in `plugins`, found a list  [manifest.type]
                    4 | plugins: []
                      |          ^^
                m.yaml:6:3: error: `Qwen` cannot name a stack  [manifest.stack-name]
                    6 |   Qwen: {}
                      |   ^^^^ small letters, digits and dashes, a letter first, at most 40
                m.yaml:7:9: error: expected a mapping in stack `smol`, found an integer  [manifest.type]
                    7 |   smol: 5
                      |         ^
                """
        )
    }

    @Test func `a text without its beginning`() throws {
        #expect(
            try complaint("x-mine: 1\nstacks: {}\n") == """
                m.yaml:1:1: error: missing key `recua` in the manifest  [manifest.missing-key]
                    1 | x-mine: 1
                      | ^ begin the file with `recua: 1`
                m.yaml:1:1: error: missing key `project` in the manifest  [manifest.missing-key]
                    1 | x-mine: 1
                      | ^ add `project: NAME`: small letters, digits and dashes, a letter first, at most 63
                """
        )
        #expect(
            try complaint("- a") == """
                m.yaml:1:1: error: expected a mapping, found a list  [manifest.type]
                    1 | - a
                      | ^^^ begin with `recua: 1`
                """
        )
        #expect(try complaint("recua: 1\nproject: p\n").contains("missing key `stacks` in the manifest"))
    }

    @Test func `unknown keys, with the nearest known one`() throws {
        let body = """
                server: { contxt: 4096, zzz: 1 }
                smok: []
                context: 5
                quite-something-else: 1
            """
        #expect(
            try complaint(inStack: body) == """
                m.yaml:5:15: error: unknown key `contxt` in `server`  [manifest.unknown-key]
                    5 |     server: { contxt: 4096, zzz: 1 }
                      |               ^^^^^^ did you mean `context`?
                m.yaml:5:29: error: unknown key `zzz` in `server`  [manifest.unknown-key]
                    5 |     server: { contxt: 4096, zzz: 1 }
                      |                             ^^^ known keys: `context`, `arguments`, `key`
                m.yaml:6:5: error: unknown section `smok` in stack `a`  [manifest.unknown-section]
                    6 |     smok: []
                      |     ^^^^ did you mean `smoke`?
                m.yaml:7:5: error: unknown section `context` in stack `a`  [manifest.unknown-section]
                    7 |     context: 5
                      |     ^^^^^^^ `context` belongs to a section: did you mean `server.context`?
                m.yaml:8:5: error: unknown section `quite-something-else` in stack `a`  [manifest.unknown-section]
                    8 |     quite-something-else: 1
                      |     ^^^^^^^^^^^^^^^^^^^^ known sections: `model`, `server`, `image`, `lambda`, `function`, `local`, `smoke`, \
                `target`, `tags`, `description`
                """
        )
    }

    @Test func `wrong types, with what to write instead`() throws {
        let body = """
                server: { context: "12", arguments: --foo, key: 5 }
                function: { url: { stream: no }, memory: [], rate: .nan }
                image: null
                tags: { version: 1.0 }
            """
        #expect(
            try complaint(inStack: body) == """
                m.yaml:5:24: error: expected an integer in `server.context`, found a string  [manifest.type]
                    5 |     server: { context: "12", arguments: --foo, key: 5 }
                      |                        ^^^^ remove the quotes
                m.yaml:5:41: error: expected a list in `server.arguments`, found a string  [manifest.type]
                    5 |     server: { context: "12", arguments: --foo, key: 5 }
                      |                                         ^^^^^ write it as a list: `[…]`
                m.yaml:5:53: error: expected a string in `server.key`, found an integer  [manifest.type]
                    5 |     server: { context: "12", arguments: --foo, key: 5 }
                      |                                                     ^ write it in quotes
                m.yaml:6:32: error: expected `true` or `false` in `function.url.stream`, found a string  [manifest.type]
                    6 |     function: { url: { stream: no }, memory: [], rate: .nan }
                      |                                ^^ write `false`
                m.yaml:6:46: error: expected `auto` or an integer in `function.memory`, found a list  [manifest.type]
                    6 |     function: { url: { stream: no }, memory: [], rate: .nan }
                      |                                              ^^
                m.yaml:6:56: error: `function.rate` must be a finite number, found nan  [manifest.range]
                    6 |     function: { url: { stream: no }, memory: [], rate: .nan }
                      |                                                        ^^^^
                m.yaml:7:12: error: expected a mapping in `image`, found null  [manifest.type]
                    7 |     image: null
                      |            ^^^^ write `{}` for an empty mapping
                m.yaml:8:22: error: expected a string in `tags.version`, found a number  [manifest.type]
                    8 |     tags: { version: 1.0 }
                      |                      ^^^ write it in quotes
                """
        )
    }

    @Test func `values that are out of range, of no choice, of no format`() throws {
        let body = """
                server: { context: 0 }
                function: { memory: 12000, rate: 1.5, url: { auth: imam } }
                image: { timeout: 2 parsecs, tmp: lots, adapter: maybe }
                lambda: { region: useast }
                smoke: []
                model: { llamafile: "" }
            """
        #expect(
            try complaint(inStack: body) == """
                m.yaml:5:24: error: `server.context` must be from 1 to 1000000, found 0  [manifest.range]
                    5 |     server: { context: 0 }
                      |                        ^
                m.yaml:6:25: error: `function.memory` must be from 128 to 10240, found 12000  [manifest.range]
                    6 |     function: { memory: 12000, rate: 1.5, url: { auth: imam } }
                      |                         ^^^^^
                m.yaml:6:38: error: `function.rate` must be from 0 to 1, found 1.5  [manifest.range]
                    6 |     function: { memory: 12000, rate: 1.5, url: { auth: imam } }
                      |                                      ^^^
                m.yaml:6:56: error: expected `iam` or `none` in `function.url.auth`, found `imam`  [manifest.choice]
                    6 |     function: { memory: 12000, rate: 1.5, url: { auth: imam } }
                      |                                                        ^^^^ did you mean `iam`?
                m.yaml:7:23: error: `2 parsecs` is not a duration in `image.timeout`  [manifest.format]
                    7 |     image: { timeout: 2 parsecs, tmp: lots, adapter: maybe }
                      |                       ^^^^^^^^^ write a number and a unit: `500ms`, `30s`, `15m`, `2h`
                m.yaml:7:39: error: `lots` is not a size in `image.tmp`  [manifest.format]
                    7 |     image: { timeout: 2 parsecs, tmp: lots, adapter: maybe }
                      |                                       ^^^^ write a number and a unit: `512MiB`, `10GB`
                m.yaml:7:54: error: expected `auto` or `none` in `image.adapter`, found `maybe`  [manifest.choice]
                    7 |     image: { timeout: 2 parsecs, tmp: lots, adapter: maybe }
                      |                                                      ^^^^^
                m.yaml:8:23: error: `useast` in `lambda.region` does not match `[a-z]{2}-[a-z]+-[0-9]`  [manifest.pattern]
                    8 |     lambda: { region: useast }
                      |                       ^^^^^^ An AWS region
                m.yaml:9:12: error: `smoke` must have at least 1 item, found 0  [manifest.count]
                    9 |     smoke: []
                      |            ^^
                m.yaml:10:25: error: `model.llamafile` is empty, expected a URL or a path  [manifest.format]
                   10 |     model: { llamafile: "" }
                      |                         ^^
                """
        )
    }

    @Test func `missing keys are reported at the key above them, once they cannot come from elsewhere`() throws {
        let body = """
                model: { engine: { sha256: "" } }
                lambda: {}
                smoke: [ { expect: {} } ]
                function: { memory: "${env:MEMORY}" }
            """
        #expect(
            try complaint(inStack: body) == """
                m.yaml:5:5: error: missing key `weights` in `model`  [manifest.missing-key]
                    5 |     model: { engine: { sha256: "" } }
                      |     ^^^^^
                m.yaml:5:14: error: missing key `url` in `model.engine`  [manifest.missing-key]
                    5 |     model: { engine: { sha256: "" } }
                      |              ^^^^^^ `url`: Where the file comes from
                m.yaml:5:32: error: `` in `model.engine.sha256` does not match `[0-9a-f]{64}`  [manifest.pattern]
                    5 |     model: { engine: { sha256: "" } }
                      |                                ^^ 64 hexadecimal digits
                m.yaml:6:5: error: missing key `region` in `lambda`  [manifest.missing-key]
                    6 |     lambda: {}
                      |     ^^^^^^ `region`: An AWS region
                m.yaml:7:14: error: missing key `chat` in `smoke[0]`  [manifest.missing-key]
                    7 |     smoke: [ { expect: {} } ]
                      |              ^^^^^^^^^^^^^^
                m.yaml:8:25: error: `${env:MEMORY}`: the environment variable `MEMORY` is not set  [secret.missing]
                    8 |     function: { memory: "${env:MEMORY}" }
                      |                         ^^^^^^^^^^^^^^^ set it: export MEMORY=…
                """
        )
    }

    @Test func `a misspelt required key is one mistake, not two`() throws {
        #expect(
            try complaint(inStack: "    lambda: { regoin: us-east-1 }\n") == """
                m.yaml:5:15: error: unknown key `regoin` in `lambda`  [manifest.unknown-key]
                    5 |     lambda: { regoin: us-east-1 }
                      |               ^^^^^^ did you mean `region`?
                """
        )
    }

    @Test func `an unknown target`() throws {
        #expect(
            try complaint(inStack: "    target: lambada\n") == """
                m.yaml:5:13: error: no plugin `lambada` that deploys  [manifest.unknown-target]
                    5 |     target: lambada
                      |             ^^^^^^^ did you mean `lambda`?
                """
        )
        #expect(try complaint(inStack: "    target: fetch\n").hasSuffix("known targets: `lambda`, `local`"))
    }

    @Test func `a mistake in defaults is one mistake, whoever inherits it`() throws {
        let text = """
            recua: 1
            project: p
            defaults: { server: { context: 0, contxt: 1 }, image: { adapter: 1 } }
            profiles: { prod: { functon: {}, server: { context: many } } }
            stacks:
              a: {}
              b: { image: { adapter: none } }
            """
        #expect(
            try complaint(text) == """
                m.yaml:3:32: error: `server.context` must be from 1 to 1000000, found 0  [manifest.range]
                    3 | defaults: { server: { context: 0, contxt: 1 }, image: { adapter: 1 } }
                      |                                ^
                m.yaml:3:35: error: unknown key `contxt` in `server`  [manifest.unknown-key]
                    3 | defaults: { server: { context: 0, contxt: 1 }, image: { adapter: 1 } }
                      |                                   ^^^^^^ did you mean `context`?
                m.yaml:3:66: error: expected `auto` or `none` in `image.adapter`, found an integer  [manifest.type]
                    3 | defaults: { server: { context: 0, contxt: 1 }, image: { adapter: 1 } }
                      |                                                                  ^ write it in quotes
                m.yaml:4:21: error: unknown section `functon` in profile `prod`  [manifest.unknown-section]
                    4 | profiles: { prod: { functon: {}, server: { context: many } } }
                      |                     ^^^^^^^ did you mean `function`?
                m.yaml:4:53: error: expected an integer in `server.context`, found a string  [manifest.type]
                    4 | profiles: { prod: { functon: {}, server: { context: many } } }
                      |                                                     ^^^^
                """
        )
    }

    @Test func `a value that could not be read is not blamed for its type as well`() throws {
        #expect(
            try complaint(inStack: "    server: !Ref x\n    image: { tmp: \"${env\" }\n") == """
                m.yaml:5:13: error: unknown tag `!Ref`  [manifest.tag]
                    5 |     server: !Ref x
                      |             ^^^^^^ known tags: `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`
                m.yaml:6:19: error: `${` without its closing `}`  [secret.syntax]
                    6 |     image: { tmp: "${env" }
                      |                   ^^^^^^^ write `$${` for a literal `${`
                """
        )
    }

    @Test func `a file that is not there`() throws {
        let scratch = try ManifestScratch(["demo.yaml": ""])
        #expect(
            scratch.complaint("dmeo.yaml") == """
                error: there is no file or folder `dmeo.yaml`  [manifest.missing]
                  help: did you mean `demo.yaml`?
                """
        )
        #expect(
            scratch.complaint(nil) == """
                error: there is no manifest here: neither a folder `stacks` nor a file `recua.yaml`  [manifest.missing]
                  help: run: recua init, or name one with -f
                """
        )
    }
}

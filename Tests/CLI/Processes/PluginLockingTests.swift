import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// Plugins and the lock file: nothing that is fetched runs unless it is pinned.
@Suite(.timeLimit(.minutes(4))) struct PluginLockingTests {
    @Test(arguments: ["validate", "plan", "up", "fetch", "why"])
    func `5 for a plugin that nothing pins, which is neither fetched nor started`(command: String) async throws {
        try await withPlugins { project in
            let run = try await project.recua.run(command)
            #expect(run.status == .exited(5), "\(run.errorOutput)")
            #expect(
                run.errorOutput.contains("recua.yaml:3:26: error: plugin `table` is fetched, and neither the manifest"),
                "\(run.errorOutput)")
            #expect(run.errorOutput.contains("[plugin.not-locked]") && run.errorOutput.contains("recua lock"))
            #expect(project.server.visits().isEmpty && project.starts.isEmpty && project.stored.isEmpty)
            #expect(try await project.recua.run("status").status == .exited(0), "what asks no plugin needs none")
        }
    }

    @Test func `recua lock pins it before it is started, and from then on it runs without being asked for`()
        async throws
    {
        try await withPlugins { project in
            let check = try await project.recua.run("lock", "--check")
            #expect(check.status == .exited(11) && check.output.contains("plugin table  open  →  to be locked"))
            #expect(project.server.visits().isEmpty)
            let lock = try await project.run("lock")
            let digest = Digest(of: tableProgram())
            #expect(lock.output.contains("plugin table  open  →  \(digest.short)"), "\(lock.output)")
            #expect(
                try project.entry() == [
                    "sha256": .string(digest.hex), "size": .integer(Int64(tableProgram().utf8.count)),
                    "source": .string("\(project.origin)/table"),
                ])
            _ = project.server.visits()
            project.server.put("/table", nil)
            try await project.run("validate", "--locked")
            #expect(try await project.run("deploy").output.contains("http://127.0.0.1:9/1.0.0/oak"))
            #expect(try await project.run("lock").output == "1 plugin locked, none changed\n")
            try await project.run("lock", "--check")
            #expect(project.server.visits().isEmpty, "what is in the store is not asked for")
        }
    }

    private static let locked: [([String], Int32)] = [
        (["plan"], 5), (["validate"], 5), (["adopt"], 5), (["schema"], 0), (["plugin", "list"], 1), (["down"], 5),
        (["lock", "--check"], 11),
    ]

    @Test(arguments: locked)
    func `with RECUA_LOCKED no command starts a program that is not the one that is locked`(
        arguments: [String], status: Int32
    ) async throws {
        try await withPlugins("{ table: { run: [./table], sandbox: none } }") { project in
            let effect = #""provides": "deployment", "effect": True"#
            let program = tableProgram().replacing(#""provides": "deployment""#, with: effect)
            let table = try project.scratch.write(program, to: "table", mode: 0o755)
            try await project.run("lock")
            try await project.run("deploy")
            try Files.write(program.replacing("1.0.0", with: "2.0.0"), to: table, mode: 0o755)
            let recua = RecuaBinary(in: project.scratch.path, environment: ["RECUA_LOCKED": "1"])
            let run = try await recua.command(arguments).run()
            #expect(run.status == .exited(status), "\(run.output)\(run.errorOutput)")
            #expect((run.output + run.errorOutput).contains("table"))
            #expect(!project.starts.contains("2.0.0"))
            let lock = try await recua.command(["lock"]).run()
            #expect(lock.status == .exited(0), "who locks anew may: \(lock.errorOutput)")
        }
    }

    @Test func `a lock file that cannot be written keeps the plugin from being started`() async throws {
        try await withPlugins { project in
            try Files.createFolder(project.scratch.path("recua.lock"))
            let run = try await project.recua.run("lock")
            #expect(run.status != .exited(0))
            #expect(project.starts.isEmpty)
        }
    }

    @Test func `what is locked and gone from the store is fetched again, unless recua is offline`() async throws {
        try await withPlugins { project in
            try await project.run("lock")
            try Files.remove(project.scratch.path("store"))
            let offline = try await project.recua.run("plan", "--offline")
            #expect(offline.status == .exited(1), "\(offline.errorOutput)")
            #expect(offline.errorOutput.contains("[fetch.offline]"), "\(offline.errorOutput)")
            _ = project.server.visits()
            let run = try await project.run("plan")
            #expect(run.errorOutput.contains("fetching plugin `table` from \(project.origin)/table"))
            #expect(project.server.visits() == ["/table"])
            try await project.run("plan", "--offline")
        }
    }

    @Test func `what is in the store under a digest that it does not have is not started, but fetched again`()
        async throws
    {
        try await withPlugins { project in
            try await project.run("lock")
            let path = project.scratch.path("store/sha256/\(Digest(of: tableProgram()).hex)")
            try Files.remove(path)
            try Files.write(tableProgram("6.6.6"), to: path, mode: 0o555)
            let run = try await project.run("deploy")
            #expect(run.errorOutput.contains("is damaged, and is fetched again"), "\(run.errorOutput)")
            #expect(run.output.contains("/1.0.0/oak") && !project.starts.contains("6.6.6"))
        }
    }

    @Test func `two commands that need the same plugin at once both get it`() async throws {
        try await withPlugins { project in
            try await project.run("lock")
            try Files.remove(project.scratch.path("store"))
            async let first = project.run("validate")
            async let second = project.run("plan")
            _ = try await (first, second)
            #expect(project.stored == [Digest(of: tableProgram()).hex])
            #expect(Files.facts(project.scratch.path("store/sha256/\(project.stored[0])"))?.isExecutable == true)
        }
    }

    @Test func `a plugin that was replaced at its source is refused, and taken by lock --update, which is told`()
        async throws
    {
        try await withPlugins { project in
            try await project.run("lock")
            try await project.run("deploy")
            project.server.put("/table", tableProgram("2.0.0"))
            #expect(try await project.run("deploy").output.contains("/1.0.0/oak"), "the store has it")
            try Files.remove(project.scratch.path("store"))
            let refused = try await project.recua.run("plan")
            #expect(refused.status == .exited(1))
            #expect(refused.errorOutput.contains("[fetch.checksum]"), "\(refused.errorOutput)")
            #expect(refused.errorOutput.contains("recua lock --update"))
            #expect(project.stored.isEmpty && !project.starts.contains("2.0.0"))
            #expect(try await project.run("lock", "--update").output.contains("1 changed"))
            let changed = try await project.run("deploy")
            let (old, new) = (Digest(of: tableProgram()).short, Digest(of: tableProgram("2.0.0")).short)
            #expect(
                changed.errorOutput.contains(
                    "plugin `table` 2.0.0 has changed since the last run (sha256 \(old)… → \(new)…): its steps run again"
                ), "\(changed.errorOutput)")
            #expect(changed.output.contains("/2.0.0/oak"))
            #expect(!(try await project.run("deploy").errorOutput.contains("has changed since")))
        }
    }

    /// What a person may make of a lock file, or of the manifest after it.
    @Test func `a lock file that was edited by hand lets nothing else run`() async throws {
        try await withPlugins { project in
            try await project.run("lock")
            let path = project.scratch.path("recua.lock")
            let text = try Files.readText(path)
            let digest = Digest(of: tableProgram()).hex
            let edits = [
                (text.replacing(digest, with: Digest(of: "other").hex), 1, "fetch.checksum"),
                (text.replacing(digest, with: "abc"), 2, "lock.broken"),
                (text.replacing("/table\"", with: "/chair\""), 5, "plugin.not-locked"),
                (
                    text.replacing("\"size\"", with: "\"url\": \"https://evil.test/x\",\n      \"size\""), 2,
                    "lock.broken"
                ),
                ("{", 2, "lock.syntax"),
            ]
            let before = project.starts.count
            for (edited, status, code) in edits {
                try Files.write(edited, to: path)
                let run = try await project.recua.run("plan")
                #expect(run.status == .exited(Int32(status)), "\(code): \(run.errorOutput)")
                #expect(run.errorOutput.contains("[\(code)]"), "\(run.errorOutput)")
            }
            try Files.write(text, to: path)
            project.server.put("/chair", tableProgram())
            try project.write("{ table: { url: SERVER/chair, sandbox: none } }")
            #expect(try await project.recua.run("validate").status == .exited(5), "the entry is for another URL")
            #expect(project.starts.count == before)
        }
    }

    @Test func `a digest in the manifest is enough, and needs no lock file`() async throws {
        try await withPlugins { project in
            let digest = Digest(of: tableProgram()).hex
            try project.write("{ table: { url: SERVER/table, sha256: \(digest), arguments: [fast] } }")
            #expect(try await project.run("deploy", "--locked").output.contains("/1.0.0/oak/fast"))
            #expect(try await project.run("lock").output == "the manifest leaves nothing open\n")
            #expect(!Files.exists(project.scratch.path("recua.lock")))
        }
    }

    @Test func `another digest in the manifest is told, and nothing is kept`() async throws {
        try await withPlugins { project in
            try project.write("{ table: { url: SERVER/table, sha256: \(Digest(of: "other").hex) } }")
            let run = try await project.recua.run("validate")
            #expect(run.errorOutput.contains("recua.yaml:3:26: error: plugin `table`: "), "\(run.errorOutput)")
            #expect(run.errorOutput.contains("[fetch.checksum]") && run.errorOutput.contains("write the new `sha256`"))
            #expect(project.stored.isEmpty && project.starts.isEmpty)
        }
    }

    @Test(arguments: [("<!DOCTYPE html><p>Sign in", "a web page"), ("import sys\n", "names no interpreter")])
    func `what is no program is told as what it is, and pinned nowhere`(content: String, words: String) async throws {
        try await withPlugins(program: content) { project in
            let run = try await project.recua.run("lock")
            #expect(run.status == .exited(1))
            #expect(run.errorOutput.contains("error: plugin `table`: "), "\(run.errorOutput)")
            #expect(run.errorOutput.contains(words) && run.errorOutput.contains("[fetch.program]"))
            #expect(project.stored.isEmpty && !Files.exists(project.scratch.path("recua.lock")))
        }
    }

    @Test func `a tag that moved changes nothing: the lock file names the artifact by its digest`() async throws {
        try await withPlugins { project in
            func push(_ program: String) -> Digest {
                let layer = Digest(of: program)
                let manifest: JSON = [
                    "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                    "config": [
                        "mediaType": "application/vnd.oci.empty.v1+json", "digest": .string("\(Digest(of: "{}"))"),
                        "size": 2,
                    ],
                    "layers": [
                        [
                            "mediaType": "application/octet-stream", "digest": .string("\(layer)"),
                            "size": .integer(Int64(program.utf8.count)),
                        ]
                    ],
                ]
                let digest = Digest(of: manifest.text())
                for name in ["1", "\(digest)"] {
                    project.server.put(
                        "/v2/plugins/table/manifests/\(name)", manifest.text(),
                        type: "application/vnd.oci.image.manifest.v1+json")
                }
                project.server.put("/v2/plugins/table/blobs/\(layer)", program)
                return digest
            }
            let host = project.origin.dropFirst("http://".count)
            let digest = push(tableProgram())
            try project.write("{ table: oci://\(host)/plugins/table:1 }")
            try await project.run("lock")
            #expect(try project.entry()?["url"] == .string("oci://\(host)/plugins/table@\(digest)"))
            _ = push(tableProgram("2.0.0"))
            try Files.remove(project.scratch.path("store"))
            #expect(try await project.run("deploy").output.contains("/1.0.0/oak"))
            try await project.run("lock", "--update")
            #expect(try await project.run("deploy").output.contains("/2.0.0/oak"))
        }
    }

    @Test func `recua gc leaves the plugin of the last run`() async throws {
        try await withPlugins { project in
            try project.write("{ table: { url: SERVER/table, arguments: [fast] } }")
            try await project.run("lock")
            try await project.run("deploy")
            let digest = Digest(of: tableProgram()).hex
            try await project.run("gc", "--older-than", "0s")
            #expect(project.stored == [digest])
            // Another one takes its place in the next run.
            project.server.put("/table", tableProgram("2.0.0"))
            try await project.run("lock", "--update")
            try await project.run("deploy")
            try await project.run("gc", "--older-than", "0s")
            #expect(project.stored == [Digest(of: tableProgram("2.0.0")).hex])
        }
    }

    @Test func `a store that cannot be written to is told, and does where everything is in it`() async throws {
        try await withPlugins { project in
            try await project.run("lock")
            let store = project.scratch.path("store")
            func sealed(_ arguments: String...) async throws -> Finished {
                let command = project.recua.command(arguments)
                return try await Command(
                    "bwrap",
                    ["--dev-bind", "/", "/", "--ro-bind", store, store, command.executable] + command.arguments,
                    environment: command.environment, folder: command.folder
                ).run()
            }
            let run = try await sealed("plan")
            #expect(run.status == .exited(0), "\(run.errorOutput)")
            try Files.remove("\(store)/sha256")
            let told = try await sealed("plan")
            #expect(told.status == .exited(1), "\(told.errorOutput)")
            #expect(told.errorOutput.contains("error: plugin `table`: "), "\(told.errorOutput)")
        }
    }

    @Test func `a plugin of one's own is used as it is, and held against the lock file once it is in there`()
        async throws
    {
        try await withPlugins { project in
            try project.scratch.write(tableProgram(), to: "table.py", mode: 0o755)
            try project.write("{ table: table.py }")
            try await project.run("deploy", "--locked")
            try await project.run("lock")
            #expect(try project.entry() == ["sha256": .string(Digest(of: tableProgram()).hex)])
            try project.scratch.write(tableProgram("1.1.0"), to: "table.py", mode: 0o755)
            let loose = try await project.run("deploy")
            let words = "recua.yaml:3:12: warning: plugin `table` is not the one that `recua.lock` names: sha256 "
            #expect(loose.errorOutput.contains(words), "\(loose.errorOutput)")
            #expect(loose.errorOutput.contains("plugin `table` 1.1.0 has changed since the last run"))
            let strict = try await project.recua.run("plan", "--locked")
            #expect(strict.status == .exited(5) && strict.errorOutput.contains("[lock.stale]"))
            #expect(try await project.recua.run("lock", "--check").status == .exited(11))
            #expect(try await project.run("lock").output.contains("1 changed"))
            #expect(!(try await project.run("plan", "--locked").errorOutput.contains("warning")))
        }
    }
}

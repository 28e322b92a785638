import Glibc
import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

@Suite struct ArtifactTests {
    @Test func `files of a model are moved from scratch into the store, with their executable bit`() async throws {
        let body = """
            description["provides"] = "model"
            def run(id, params):
                scratch = params["scratch"]
                engine = file(os.path.join(scratch, "engine"), b"#!engine", 0o755)
                weights = file(os.path.join(scratch, "weights.gguf"), b"GGUF weights")
                weights["path"] = "weights.gguf"
                answer(id, {"artifact": {"engine": dict(engine, name="llama-server"), "weights": dict(weights, name="w.gguf")}})
            """
        try await withProgram(body) { plugin, bench in
            let model = try await plugin.run(try bench.step()).decode(Model.self)
            let engine = try #require(model.engine)
            #expect(engine.path == bench.store.path(of: Digest(of: "#!engine")))
            #expect(Files.facts(engine.path)?.isExecutable == true)
            #expect(try Files.readText(try #require(model.weights).path) == "GGUF weights")
            #expect(try Files.list(bench.folder.path("scratch")).isEmpty)
        }
    }

    @Test func `a file of the plugin's own or the project's is copied, and one in the store stays`() async throws {
        let body = """
            def run(id, params):
                kept = file(os.path.join(params["cache"], "kept"), b"kept")
                known = dict(kept, path=os.path.join(params["store"], "sha256", kept["sha256"]))
                answer(id, {"artifact": {"files": [kept] if params["prior"] is None else [known]}})
            """
        try await withProgram(body) { plugin, bench in
            let first = try await plugin.run(try bench.step())
            let second = try await plugin.run(try bench.step(prior: first))
            #expect(first == second)
            #expect(first["files"]?[0]?["path"] == .string(bench.store.path(of: Digest(of: "kept"))))
            #expect(try Files.readText("\(bench.store.root)/plugins/probe/kept") == "kept")
        }
    }

    @Test func `what one step made is in the store before the next step of the program begins`() async throws {
        let body = """
            def run(id, params):
                digest = hashlib.sha256(b"made").hexdigest()
                known = os.path.join(params["store"], "sha256", digest)
                note("found", "yes\\n" if os.path.exists(known) else "no\\n")
                answer(id, {"artifact": file(os.path.join(params["scratch"], "made"), b"made")})
            """
        try await withProgram(body) { plugin, bench in
            let step = try bench.step()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 { group.addTask { _ = try await plugin.run(step) } }
                try await group.waitForAll()
            }
            #expect(bench.notes("found") == ["no"] + Array(repeating: "yes", count: 9))
        }
    }

    @Test func `a link in scratch lends its content, never itself`() async throws {
        let body = """
            def run(id, params):
                cache, scratch = params["cache"], params["scratch"]
                soft = file(os.path.join(cache, "soft"), b"soft")
                hard = file(os.path.join(cache, "hard"), b"hard")
                os.symlink(soft["path"], os.path.join(scratch, "soft"))
                os.link(hard["path"], os.path.join(scratch, "hard"))
                answer(id, {"artifact": {"soft": dict(soft, path="soft"), "hard": dict(hard, path="hard")}})
            """
        try await withProgram(body) { plugin, bench in
            _ = try await plugin.run(try bench.step())
            let cache = "\(bench.store.root)/plugins/probe"
            for name in ["soft", "hard"] {
                let stored = try #require(bench.store.file(Digest(of: name)))
                #expect(Files.facts(stored.path)?.inode != Files.facts("\(cache)/\(name)")?.inode)
                #expect(try Files.readText(stored.path) == name)
            }
        }
    }

    @Test(arguments: ["scratch", "folder"], ["id", "{place}/id"])
    func `a folder that the program made a link of is not the one it was given`(folder: String, path: String)
        async throws
    {
        let body = """
            def run(id, params):
                place = params["\(folder)"]
                os.rmdir(place)
                os.symlink(os.path.join(here, "home"), place)
                digest = hashlib.sha256(b"key").hexdigest()
                path = "\(path)".replace("{place}", place)
                answer(id, {"artifact": {"path": path, "sha256": digest, "size": 3}})
            """
        try await withProgram(body) { plugin, bench in
            let key = try bench.folder.write("key", to: "home/id", mode: 0o600)
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.code == "plugin.artifact")
            #expect(bench.store.file(Digest(of: "key")) == nil)
            #expect(try Files.readText(key) == "key")
        }
    }

    @Test(arguments: [
        ("sha256", #"made["sha256"] = "0" * 64"#, "plugin.digest"),
        ("size", #"made["size"] = 5"#, "plugin.digest"),
        ("not a digest", #"made["sha256"] = "md5""#, "plugin.artifact"),
        ("a size in words", #"made["size"] = "4""#, "plugin.artifact"),
        ("half a byte", #"made["size"] = 4.5"#, "plugin.artifact"),
        ("a path that is no text", #"made["path"] = ["weights"]"#, "plugin.artifact"),
        ("an escape", #"made["path"] = "../probe.py""#, "plugin.artifact"),
        ("a file of the system", #"made["path"] = "/etc/hostname""#, "plugin.artifact"),
        (
            "a link out of the folders", #"os.symlink("/etc/hostname", "out"); made["path"] = os.path.abspath("out")"#,
            "plugin.artifact"
        ),
        ("a missing file", #"made["path"] = "nowhere""#, "plugin.artifact"),
        ("a folder", #"made["path"] = params["cache"]"#, "plugin.artifact"),
        ("a pipe", #"os.mkfifo("pipe"); made["path"] = os.path.abspath("pipe")"#, "plugin.artifact"),
        (
            "a lie about the store", #"made["path"] = os.path.join(params["store"], "sha256", made["sha256"])"#,
            "plugin.artifact"
        ),
    ])
    func `a file that is not as the program says is refused`(what: String, lie: String, code: String) async throws {
        let body = """
            def run(id, params):
                made = file(os.path.join(params["scratch"], "weights"), b"four")
                \(lie)
                answer(id, {"artifact": {"deep": [{"er": made}]}})
            """
        try await withProgram(body) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.code == code, "\(what)")
            #expect(error?.message.hasPrefix("plugin `probe` 1.2.3") == true)
            #expect(error?.place?.description == "recua.yaml:3:5")
            let script = try Files.readText(bench.folder.path("probe.py"))
            #expect(script.contains("def serve"), "the program's own file is untouched")
        }
    }

    @Test(arguments: [
        (#"{}"#, "neither `llamafile` nor"),
        (#"{"llamafile": {"path": "x"}}"#, "`llamafile.name` is missing"),
        (#"{"llamafile": dict(made, name="../x")}"#, "`../x` is no plain file name"),
        (#"{"llamafile": "x"}"#, "`llamafile` is of another type"),
    ])
    func `an artifact that is not of the promised kind is the plugin's mistake`(artifact: String, words: String)
        async throws
    {
        let body = """
            description["provides"] = "model"
            def run(id, params):
                made = file(os.path.join(params["scratch"], "weights"), b"four")
                answer(id, {"artifact": \(artifact)})
            """
        try await withProgram(body) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.code == "plugin.artifact")
            #expect(error?.place?.description == "recua.yaml:3:5")
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "no error")")
        }
    }
}

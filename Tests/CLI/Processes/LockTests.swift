import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// `recua lock`, and what the lock file does to the other commands.
@Suite struct LockTests {
    @Test func `what the manifest leaves open is pinned, and fetched only where its source does not say what it is`()
        async throws
    {
        try await withSources { project in
            let run = try await project.recua.run("lock")
            #expect(run.status == .exited(0), "\(run.errorOutput)")
            let digest = Digest(of: project.upstream.weights)
            #expect(run.output.contains("\(SourceStacks.hub)     open  →  \(digest.short) "), "\(run.output)")
            #expect(run.output.contains("wrote stacks/recua.lock: 2 added"))
            let visits = project.upstream.visits()
            #expect(visits.filter { $0.hasSuffix("tiny.gguf") } == ["HEAD /owner/model/resolve/main/tiny.gguf"])
            #expect(!visits.contains { $0.contains("storage") }, "the weights were fetched")
            #expect(
                try project.entry(SourceStacks.hub) == [
                    "sha256": .string(digest.hex), "size": .integer(Int64(project.upstream.weights.count)),
                    "url": .string("hf://owner/model@\(project.upstream.commit)/tiny.gguf"),
                ])
            #expect(try project.entry("SERVER/engine")?["sha256"] == .string(Digest(of: SampleModel.engine()).hex))
            #expect(!Files.exists(project.scratch.path(".recua")), "nothing but the lock file is written")
        }
    }

    @Test func `a second run asks nothing and writes nothing`() async throws {
        try await withSources { project in
            try await locked(project)
            let facts = Files.facts(project.lockPath)
            let run = try await project.recua.run("lock")
            #expect(run.output == "2 sources locked, none changed\n", "\(run.output)")
            #expect(project.upstream.visits().isEmpty)
            #expect(Files.facts(project.lockPath) == facts)
        }
    }

    @Test func `what is locked is fetched by its commit, and a branch that moves on does not matter`() async throws {
        try await withSources { project in
            try await locked(project)
            let digest = Digest(of: project.upstream.weights)
            let commit = project.upstream.commit
            let fetched = try await project.recua.json("fetch", "--json", "--locked")
            #expect(fetched.weights == .string(digest.hex))
            let visits = project.upstream.visits().filter { $0.contains("/resolve/") }
            #expect(!visits.isEmpty && visits.allSatisfy { $0.contains("/resolve/\(commit)/") }, "\(visits)")
            project.upstream.publish(SampleModel.weights(name: "Other"), commit: "b")
            let again = try await project.recua.run("plan", "--locked")
            #expect(again.status == .exited(0))
            #expect(again.output.contains("fetch"), "\(again.output)")
            #expect(try await project.recua.json("fetch", "--json").weights == .string(digest.hex))
        }
    }

    @Test func `--update takes what is new at its source, and why says what changed`() async throws {
        try await withSources { project in
            try await locked(project)
            #expect(try await project.recua.run("fetch").status == .exited(0))
            let old = Digest(of: project.upstream.weights)
            project.upstream.publish(SampleModel.weights(name: "Other", padding: 5), commit: "b")
            let new = Digest(of: project.upstream.weights)
            let check = try await project.recua.run("lock", "--update", "--check")
            #expect(check.status == .exited(11), "\(check.errorOutput)")
            #expect(check.output.contains("recua.lock is not up to date; run: recua lock --update"), "\(check.output)")
            #expect(try project.entry(SourceStacks.hub)?["sha256"] == .string(old.hex))
            let run = try await project.recua.run("lock", "--update")
            #expect(run.output.contains(" \(old.short) "), "\(run.output)")
            #expect(run.output.contains("→  \(new.short) "))
            #expect(run.output.contains("wrote stacks/recua.lock: 1 changed"))
            #expect(try project.entry(SourceStacks.hub)?["url"]?.string?.contains("@bbbbb") == true)
            let why = try await project.recua.run("why")
            #expect(
                why.output.contains("model.weights.sha256: sha256:\(old.short) → sha256:\(new.short)"), "\(why.output)")
        }
    }

    @Test func `--update leaves the entry of bytes that are the same, though the branch moved on`() async throws {
        try await withSources { project in
            try await locked(project)
            let before = try Files.readText(project.lockPath)
            project.upstream.publish(project.upstream.weights, commit: "c")
            let run = try await project.recua.run("lock", "--update")
            #expect(run.output == "2 sources locked, none changed\n", "\(run.output)")
            #expect(try Files.readText(project.lockPath) == before)
            #expect(!project.upstream.visits().isEmpty)
        }
    }

    @Test func `--check writes nothing, asks nothing, and exits with 11 as long as something is missing`() async throws
    {
        try await withSources { project in
            let before = try await project.recua.run("lock", "--check")
            #expect(before.status == .exited(11))
            #expect(before.output.contains("\(SourceStacks.hub)     open  →  to be locked"), "\(before.output)")
            #expect(!Files.exists(project.lockPath))
            #expect(project.upstream.visits().isEmpty)
            try await locked(project)
            #expect(try await project.recua.run("lock", "--check").status == .exited(0))
        }
    }

    @Test func `what the manifest does not name any more is dropped, and what one profile names stays`() async throws {
        try await withSources { project in
            try await locked(project)
            let profile = "profiles: { big: { model: { weights: hf://owner/model/big.gguf } } }\n"
            try project.write("one: { model: { engine: SERVER/engine, weights: local.gguf } }", more: profile)
            let check = try await project.recua.run("lock", "--check")
            #expect(check.status == .exited(11))
            let run = try await project.recua.run("lock")
            #expect(run.output.contains("wrote stacks/recua.lock: 1 added, 1 dropped"), "\(run.output)")
            #expect(try project.entry(SourceStacks.hub) == nil)
            #expect(try project.entry("hf://owner/model/big.gguf") != nil)
            #expect(try project.entry("SERVER/engine") != nil)
            #expect(try await project.recua.run("validate", "--locked", "--profile", "big").status == .exited(0))
        }
    }

    @Test func `of a profile that cannot be read here nothing is dropped`() async throws {
        try await withSources { project in
            try await locked(project)
            let profile = "profiles: { big: { target: \"${env:UNSET_TARGET}\" } }\n"
            try project.write("one: { model: { engine: local, weights: local.gguf } }", more: profile)
            let run = try await project.recua.run("lock")
            #expect(run.status == .exited(0))
            #expect(run.errorOutput.contains("cannot be read here: profile `big`"), "\(run.errorOutput)")
            #expect(try project.entry(SourceStacks.hub) != nil)
        }
    }

    @Test func `one stack's sources are locked without touching the others'`() async throws {
        let two = "two: { model: { engine: SERVER/engine, weights: hf://owner/model/two.gguf } }"
        try await withSources("\(SourceStacks.one)\n\(two)") { project in
            let run = try await project.recua.run("lock", "two")
            #expect(run.status == .exited(0), "\(run.errorOutput)")
            #expect(try project.entry("hf://owner/model/two.gguf") != nil)
            #expect(try project.entry(SourceStacks.hub) == nil)
            let one = try await project.recua.run("lock", "one")
            #expect(one.output.contains("1 added"), "\(one.output)")
            #expect(try project.entry("hf://owner/model/two.gguf") != nil)
        }
    }

    @Test func `a source that fails keeps no other from being locked`() async throws {
        let two = "two: { model: { engine: SERVER/engine, weights: hf://owner/model/gone.gguf } }"
        try await withSources("\(SourceStacks.one)\n\(two)") { project in
            project.upstream.remove("gone.gguf")
            let run = try await project.recua.run("lock")
            #expect(run.status == .exited(4), "\(run.output) \(run.errorOutput)")
            #expect(run.errorOutput.contains("stacks/demo.yaml:6:"), "\(run.errorOutput)")
            #expect(run.errorOutput.contains("[fetch.not-found]"))
            #expect(run.output.contains("2 added"))
            #expect(try project.entry(SourceStacks.hub) != nil)
        }
    }

    @Test func `--json tells each source with what it was and what it is`() async throws {
        try await withSources { project in
            let json = try await project.recua.json("lock", "--json")
            #expect(json["file"] == "stacks/recua.lock")
            #expect(json["written"] == true)
            let sources = json["sources"]?.array ?? []
            #expect(sources.map { $0["state"] } == ["added", "added"])
            #expect(sources.allSatisfy { $0["before"] == .null && $0["after"]?["sha256"] != nil })
            let again = try await project.recua.json("lock", "--json")
            #expect(again["written"] == false && again["changed"] == false)
        }
    }

    @Test func `a pin is kept under the reference, and its value stands nowhere`() async throws {
        let stacks = "one: { model: { engine: SERVER/engine, weights: \"SERVER/${env:TOKEN_PATH}/tiny.gguf\" } }"
        try await withSources(stacks, environment: ["TOKEN_PATH": "sesame"]) { project in
            let run = try await project.recua.run("lock")
            #expect(run.status == .exited(0), "\(run.errorOutput)")
            let text = try Files.readText(project.lockPath)
            #expect(text.contains("/${env:TOKEN_PATH}/tiny.gguf\""))
            #expect(!(text + run.output + run.errorOutput).contains("sesame"))
            #expect(try await project.recua.run("fetch", "--locked").status == .exited(0))
        }
    }

    private func locked(_ project: SourceProject) async throws {
        let run = try await project.recua.run("lock")
        #expect(run.status == .exited(0), "\(run.errorOutput)")
        _ = project.upstream.visits()
    }
}

extension JSON {
    /// The digest of the weights in what `recua fetch --json` prints.
    fileprivate var weights: JSON? { self["stacks"]?[0]?["steps"]?[0]?["artifact"]?["weights"]?["sha256"] }
}

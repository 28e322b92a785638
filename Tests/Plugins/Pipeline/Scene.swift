import RecuaTestSupport

@testable import RecuaCore

/// A project with the real plugins' descriptors, everything of which is on record as done, and nothing of which was run.
///
/// `fn` goes to Lambda, `here` runs on this machine; between them they write every section.
struct Scene: Sendable {
    let folder: ScratchFolder
    /// The folder with the manifest, below ``folder``.
    var place = "project"
    /// By file name.
    var manifest = ["recua.yaml": Scene.text]
    var environment = ["SECRET": "hunter2", "WORD": "llamas", "HOME": "/home/a", "USER": "a"]
    var descriptors = AllPlugins.descriptors
    /// What each step makes, by its kind.
    var artifacts: [ArtifactKind: JSON] = Dictionary(
        uniqueKeysWithValues: ArtifactKind.pipeline.map { ($0, ["made": .string($0.rawValue)]) })

    init(_ folder: ScratchFolder) throws {
        self.folder = folder
        try folder.write("weights", to: "project/models/tiny.gguf")
        try folder.write("#!/bin/sh", to: "project/files/start", mode: 0o755)
        try folder.write("one", to: "project/files/deep/notes.txt")
    }

    static let text = """
        recua: 1
        project: llamas
        x-pin: &pin \(pin)
        stacks:
          fn:
            description: A llama
            tags: { team: herders }
            model:
              engine: { url: "https://models.test/engine", sha256: *pin, size: 9, mirrors: ["https://b.test/engine"] }
              weights: models/tiny.gguf
            image:
              files: [{ from: files, to: /srv/ }, { from: files/start, to: /start }]
              labels: { team: herders, word: "${env:WORD}" }
            server: { context: 4096, arguments: [--flash-attn, "on"] }
            publish: { repository: "localhost:5000/llamas" }
            function: { memory: 2048, environment: { KEY: "${env:SECRET}" } }
            lambda: { region: us-east-1 }
            target: lambda
            smoke: [{ chat: Hi, expect: { contains: Paris } }]
          here:
            model: { llamafile: "https://models.test/tiny.llamafile" }
            local: { port: 8090 }
            target: local
        """

    static let pin = String(repeating: "ab", count: 32)

    /// Replaces a part of the manifest, which must be in it.
    mutating func edit(_ old: String, _ new: String) {
        let text = manifest["recua.yaml"] ?? ""
        precondition(text.contains(old), "the manifest has no `\(old)`")
        manifest["recua.yaml"] = text.replacing(old, with: new)
    }

    /// Changes what a plugin says of itself.
    mutating func describe(_ plugin: String, _ change: (inout PluginDescriptor) -> Void) {
        for index in descriptors.indices where descriptors[index].name == plugin { change(&descriptors[index]) }
    }

    func path(_ name: String) -> String { folder.path("\(place)/\(name)") }

    func write(_ text: String, to name: String, mode: UInt16 = 0o644) throws {
        try folder.write(text, to: "\(place)/\(name)", mode: mode)
    }
}

extension Scene {
    private var planner: Planner {
        Planner(
            pipeline: Pipeline(descriptors.map { FakePlugin($0) }), store: Store(root: folder.path("store")),
            environment: environment)
    }

    /// The stacks as the command reads them.
    private func stacks() throws -> [Stack] {
        for (name, text) in manifest { try write(text, to: name) }
        let reader = ManifestReader(environment: environment, workingFolder: folder.path)
        return try reader.read(place, descriptors: descriptors).stacks
    }

    private var digests: [ArtifactKind: Digest] { artifacts.mapValues { ArtifactFacts.digest(of: $0) } }

    /// What the ledger says once everything has been done.
    func done() throws -> LedgerSnapshot {
        var ledger = LedgerSnapshot()
        for plan in try plan(LedgerSnapshot()).stacks {
            for step in plan.steps {
                let confirmed = try planner.confirmed(step, in: plan.stack, inputs: digests)
                let record = StepRecord(confirmed, in: plan.stack, run: 1, at: "2026-10-01T08:00:00.000Z")
                ledger.current[.init(stack: plan.stack.name, plugin: step.name)] = record.ended(
                    .done, artifact: artifacts[step.kind], fingerprint: confirmed.fingerprint)
            }
        }
        return ledger
    }

    /// The steps that are stale by themselves, whatever those before them make, and why: `fn/image`.
    func stale(since ledger: LedgerSnapshot) throws -> [String: [String]] {
        var stale: [String: [String]] = [:]
        for plan in try plan(ledger).stacks {
            for step in plan.steps {
                let reasons = planner.judged(step, in: plan.stack, inputs: digests).reasons
                if !reasons.isEmpty { stale["\(plan.stack.name)/\(step.name)"] = reasons.map(\.description) }
            }
        }
        return stale
    }

    private func plan(_ ledger: LedgerSnapshot) throws -> Plan {
        try planner.plan(stacks(), project: "llamas", goal: .everything, ledger: ledger)
    }
}

func withScene(_ body: (inout Scene) async throws -> Void) async throws {
    try await withScratchFolder { folder in
        var scene = try Scene(folder)
        try await body(&scene)
    }
}

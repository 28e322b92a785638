import RecuaTestSupport
import Testing

@testable import RecuaCore

/// How the lock file and the manifest make one.
struct PinningTests {
    private static let digests = (Digest(of: "1"), Digest(of: "2"))

    private static func manifest(_ weights: String, engine: String = "e") -> String {
        """
        recua: 1
        project: p
        stacks:
          one:
            model: { engine: \(engine), weights: \(weights) }

        """
    }

    private static func lock(_ pins: [String: Pin]) -> String { LockFile(pins: pins).text }

    private func weights(of manifest: Manifest) -> JSON? { manifest.stacks[0].sections["model"]?.json["weights"] }

    @Test func `a source that the manifest leaves open gets its pin, and the others stay as they are`() throws {
        let pin = Pin(sha256: Self.digests.0, size: 7, url: "hf://a/b@0123/c")
        let scratch = try ManifestScratch([
            "m.yaml": Self.manifest("hf://a/b/c"), "m.lock": Self.lock(["hf://a/b/c": pin]),
        ])
        let manifest = try scratch.read()
        #expect(weights(of: manifest) == ["url": "hf://a/b@0123/c", "sha256": .string(Self.digests.0.hex)])
        #expect(manifest.stacks[0].sections["model"]?.json["engine"] == "e")
        #expect(manifest.sources.map(\.pointer) == ["/model/weights"])
        #expect(manifest.warnings.isEmpty)
    }

    @Test(arguments: ["m.yaml", "m.yml", "stacks/m.yaml", "stacks"])
    func `the lock file has the file's name, or stands in the folder as recua.lock`(path: String) throws {
        let pins = Self.lock(["hf://a/b/c": Pin(sha256: Self.digests.0, size: 7)])
        let folder = path.hasPrefix("stacks") ? "stacks/" : ""
        let file = path == "stacks" ? "stacks/m.yaml" : path
        let name = path == "stacks" ? "stacks/recua.lock" : "\(folder)m.lock"
        let scratch = try ManifestScratch([file: Self.manifest("hf://a/b/c"), name: pins])
        let parsed = try ManifestReader(environment: [:], workingFolder: scratch.folder).parse(path)
        #expect(parsed.lock.name == name)
        #expect(parsed.lock.path == "\(scratch.folder)/\(name)")
        #expect(try weights(of: scratch.read(path))?["sha256"] != nil)
    }

    @Test func `a mapping keeps its other keys, and a digest of its own counts`() throws {
        let source = "hf://a/b/c"
        let pins = Self.lock([source: Pin(sha256: Self.digests.0, size: 7)])
        let mapping = try ManifestScratch(["m.yaml": Self.manifest("{ url: \(source) }"), "m.lock": pins])
        #expect(try weights(of: mapping.read()) == ["url": .string(source), "sha256": .string(Self.digests.0.hex)])
        let own = "{ url: \(source), sha256: \(Self.digests.1.hex) }"
        let contradicting = try ManifestScratch(["m.yaml": Self.manifest(own), "m.lock": pins])
        let manifest = try contradicting.read()
        #expect(weights(of: manifest)?["sha256"] == .string(Self.digests.1.hex))
        #expect(manifest.warnings.map(\.code) == ["lock.stale"])
        #expect(manifest.warnings.map(\.severity) == [.warning])
        #expect(manifest.warnings[0].place?.start.line == 5)
        let agreeing = Self.manifest("{ url: \(source), sha256: \(Self.digests.0.hex) }")
        #expect(try ManifestScratch(["m.yaml": agreeing, "m.lock": pins]).read().warnings.isEmpty)
    }

    @Test(
        arguments: [
            // As written, never as it is resolved.
            ("\"https://${env:HOST}/c\"", ["HOST": "models.test"], "https://${env:HOST}/c", true),
            ("\"https://${env:HOST}/c\"", ["HOST": "models.test"], "https://models.test/c", false),
            ("hf://a/b/c", [:], "hf://a/b/d", false), ("hf://a/b/c", [:], "hf://a/b/c ", false),
            // A local file counts by its content.
            ("models/c", [:], "models/c", false),
            ("\"${env:FOLDER}/c\"", ["FOLDER": "/models"], "${env:FOLDER}/c", false),
        ] as [(String, [String: String], String, Bool)])
    func `the key is the text as the manifest has it`(
        source: String, environment: [String: String], key: String, isPinned: Bool
    ) throws {
        let pins = Self.lock([key: Pin(sha256: Self.digests.0, size: 7)])
        let scratch = try ManifestScratch(["m.yaml": Self.manifest(source), "m.lock": pins])
        let weights = try weights(of: scratch.read(environment: environment))
        #expect((weights?["sha256"] != nil) == isPinned)
        #expect(weights?["url"]?.string?.contains("${") != true)
    }

    @Test func `a secret reference stays one, whatever place the lock file names`() throws {
        let source = Schema.source()
        let descriptor = PluginDescriptor(
            name: "fetch", version: "1", summary: "",
            sections: [.init("model", .object([.optional("weights", source)]))],
            needs: [], provides: .model, work: .network
        )
        let text = "https://models.test/${env:TOKEN}/c"
        let pin = Pin(sha256: Self.digests.0, size: 7, url: "https://models.test/hidden/c")
        let scratch = try ManifestScratch([
            "m.yaml": "recua: 1\nproject: p\nstacks: { one: { model: { weights: \"\(text)\" } } }\n",
            "m.lock": Self.lock([text: pin]),
        ])
        let manifest = try ManifestReader(environment: [:], workingFolder: scratch.folder)
            .read("m.yaml", descriptors: [descriptor])
        #expect(
            weights(of: manifest) == ["url": .string(text), "sha256": .string(Self.digests.0.hex), "size": 7])
    }

    @Test func `with --locked every open source is refused where it stands, once, with the way out`() throws {
        let text = """
            recua: 1
            project: p
            defaults:
              model: { engine: https://models.test/e?sign=secret, weights: hf://a/b/c }
            stacks: { one: {}, two: {}, three: { model: { weights: local.gguf } } }

            """
        let scratch = try ManifestScratch([
            "m.yaml": text, "m.lock": Self.lock(["hf://a/b/c": Pin(sha256: Self.digests.0, size: 1)]),
        ])
        let found = refusal(scratch)
        #expect(found.map(\.code) == ["lock.open"])
        #expect(found[0].place.map { "\($0)" } == "m.yaml:4:20")
        #expect(found[0].message == "neither the manifest nor `m.lock` pins `https://models.test/e?…`")
        #expect(found[0].help == "run: recua lock")
        #expect(try scratch.read().stacks.count == 3)
    }

    @Test func `with --locked a pin that the manifest contradicts is refused`() throws {
        let own = "{ url: hf://a/b/c, sha256: \(Self.digests.1.hex) }"
        let scratch = try ManifestScratch([
            "m.yaml": Self.manifest(own), "m.lock": Self.lock(["hf://a/b/c": Pin(sha256: Self.digests.0, size: 7)]),
        ])
        #expect(refusal(scratch).map(\.code) == ["lock.stale"])
        try Files.remove("\(scratch.folder)/m.lock")
        #expect(refusal(scratch).isEmpty)
    }

    @Test func `a broken lock file is told together with the mistakes of the manifest`() throws {
        let scratch = try ManifestScratch(["m.yaml": Self.manifest("[]"), "m.lock": "{"])
        let complaint = scratch.complaint()
        #expect(complaint.contains("[lock.syntax]"))
        #expect(complaint.contains("expected a URL or a path or a mapping in `model.weights`"), "\(complaint)")
        #expect(ManifestScratch.names(scratch) == ["one"])
    }

    @Test func `a folder in the lock file's place is refused`() throws {
        let scratch = try ManifestScratch(["m.yaml": Self.manifest("hf://a/b/c"), "m.lock/x": ""])
        #expect(scratch.complaint().contains("the lock file `m.lock` cannot be read  [lock.unreadable]"))
    }

    @Test func `sources in lists and under the user's own keys are pinned too, and a text without a mapping is not`()
        throws
    {
        let descriptor = PluginDescriptor(
            name: "files", version: "1", summary: "",
            sections: [
                .init(
                    "files",
                    .object([
                        .optional("list", .array(of: .source())), .optional("map", .map(of: .source())),
                        .optional("bare", .string(format: .source)),
                    ]))
            ],
            needs: [], provides: "files", work: .compute
        )
        let text = """
            recua: 1
            project: p
            stacks:
              one:
                files:
                  list: [https://a.test/1, { url: https://a.test/2, mirrors: [https://b.test/2] }]
                  map: { a/b: https://a.test/3 }
                  bare: https://a.test/1

            """
        let pins = ["https://a.test/1", "https://a.test/2", "https://a.test/3", "https://b.test/2"].map {
            ($0, Pin(sha256: Digest(of: $0), size: 1))
        }
        let scratch = try ManifestScratch(["m.yaml": text, "m.lock": Self.lock(Dictionary(pins) { first, _ in first })])
        let manifest = try ManifestReader(environment: [:], workingFolder: scratch.folder)
            .read("m.yaml", descriptors: [descriptor])
        let files = manifest.stacks[0].sections["files"]?.json
        #expect(files?["list"]?[0]?["sha256"] == .string(Digest(of: "https://a.test/1").hex))
        #expect(files?["list"]?[1]?["sha256"] == .string(Digest(of: "https://a.test/2").hex))
        #expect(files?["list"]?[1]?["mirrors"] == ["https://b.test/2"])
        #expect(files?["map"]?["a/b"]?["sha256"] == .string(Digest(of: "https://a.test/3").hex))
        #expect(files?["bare"] == "https://a.test/1")
        #expect(
            manifest.sources.map(\.pointer) == ["/files/list/0", "/files/list/1", "/files/map/a~1b", "/files/bare"])
        #expect(manifest.sources.map(\.canBePinned) == [true, true, true, false])
    }

    private func refusal(_ scratch: borrowing ManifestScratch) -> [Diagnostic] {
        do {
            _ = try ManifestReader(environment: [:], workingFolder: scratch.folder).parse("m.yaml")
                .resolve(descriptors: ManifestScratch.plugins, locking: .required)
            return []
        } catch {
            return Diagnostics.from(error)
        }
    }
}

extension ManifestScratch {
    /// What is known of the stacks whatever is wrong inside.
    fileprivate static func names(_ scratch: borrowing ManifestScratch) -> [String] {
        (try? ManifestReader(environment: [:], workingFolder: scratch.folder).parse("m.yaml").stackNames) ?? []
    }
}

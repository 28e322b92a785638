import Testing

@testable import RecuaCore

/// How the lock file pins the images that a manifest names by tag.
struct ImagePinningTests {
    private static let digest = Digest(of: "1")
    private static let descriptor = PluginDescriptor(
        name: "image", version: "1", summary: "",
        sections: [
            .init(
                "image",
                .object([
                    .optional(
                        "base",
                        .either(.image(except: "scratch"), .object([.required("layout", .string(format: .path))])),
                        default: "scratch"),
                    .optional("adapter", .image(except: "auto", "none"), default: "auto"),
                ]))
        ],
        needs: [], provides: .image, work: .compute)

    private func scratch(_ image: String, _ pins: [String: Pin] = [:]) throws -> ManifestScratch {
        let text = "recua: 1\nproject: p\nstacks:\n  one:\n    image: \(image)\n"
        return try ManifestScratch(["m.yaml": text, "m.lock": LockFile(pins: pins).text])
    }

    private func parsed(_ scratch: borrowing ManifestScratch) throws -> ParsedManifest {
        try ManifestReader(environment: ["HOST": "registry.test"], workingFolder: scratch.folder).parse("m.yaml")
    }

    private func image(_ scratch: borrowing ManifestScratch) throws -> JSON? {
        try parsed(scratch).resolve(descriptors: [Self.descriptor]).stacks[0].sections["image"]?.json
    }

    @Test func `a tag gets the digest that it is pinned to, wherever it stands`() throws {
        let pins = ["debian:12": Pin(sha256: Self.digest, size: 500)]
        let scratch = try scratch("{ base: 'debian:12', adapter: 'debian:12' }", pins)
        #expect(
            try image(scratch) == [
                "base": .string("debian:12@\(Self.digest)"), "adapter": .string("debian:12@\(Self.digest)"),
            ])
        let manifest = try parsed(scratch).resolve(descriptors: [Self.descriptor], locking: .required)
        #expect(manifest.sources.map(\.pointer).sorted() == ["/image/adapter", "/image/base"])
        #expect(manifest.sources.allSatisfy { $0.canBePinned && $0.sha256 == nil })
    }

    @Test func `the key is the name as the manifest has it`() throws {
        let pin = Pin(sha256: Self.digest, size: 500)
        let scratch = try scratch("{ base: '${env:HOST}/base:1' }", ["${env:HOST}/base:1": pin])
        #expect(try image(scratch)?["base"] == .string("registry.test/base:1@\(Self.digest)"))
    }

    @Test(arguments: [
        "{}", "{ base: scratch, adapter: auto }", "{ adapter: none }", "{ base: { layout: there } }",
        "{ base: 'debian@\(digest)', adapter: 'debian:12@\(digest)' }",
    ])
    func `words, folders and digests leave nothing open`(image: String) throws {
        let scratch = try scratch(image)
        let manifest = try parsed(scratch).resolve(descriptors: [Self.descriptor], locking: .required)
        #expect(LockUpdate(of: LockFile(), sources: manifest.sources, in: ["one"]).isDue == false)
    }

    @Test func `with --locked a tag that nothing pins is refused where it stands`() throws {
        let scratch = try scratch("{ base: 'debian:12' }", ["debian:13": Pin(sha256: Self.digest, size: 1)])
        let parsed = try parsed(scratch)
        let refused = #expect(throws: Diagnostics.self) {
            _ = try parsed.resolve(descriptors: [Self.descriptor], locking: .required)
        }
        let found = refused?.all ?? []
        #expect(found.map(\.code) == ["lock.open"])
        #expect(found.first?.message == "neither the manifest nor `m.lock` pins the image `debian:12`")
        #expect(found.first?.place?.start.line == 5)
        #expect(found.first?.help == "run: recua lock")
        let manifest = try parsed.resolve(descriptors: [Self.descriptor])
        let update = LockUpdate(of: parsed.lock.file, sources: manifest.sources, in: ["one"])
        #expect(update.questions.map(\.text) == ["debian:12"])
        #expect(update.dropped == ["debian:13"])
    }

    @Test func `a lock file with an image is one that earlier versions read`() throws {
        let file = LockFile(pins: ["debian:12": Pin(sha256: Self.digest, size: 500)])
        #expect(file.text.contains("\"recuaLock\": 1"))
        #expect(try LockFile(parsing: Array(file.text.utf8), name: "m.lock") == file)
    }
}

import Glibc
import RecuaCore
import RecuaOCI
import RecuaTestSupport
import Testing

@testable import RecuaImage

/// What others make of an image: Debian's tools, and the schemas of the image specification.
@Suite struct AcceptanceTests {
    static let kinds: [JSON] = [
        [:], ["image": ["compression": "gzip"]],
        [
            "image": [
                "base": ["layout": "base"], "files": ["/etc/motd": "motd"], "labels": ["a": "b"], "user": "7:7",
                "workingDirectory": "/etc",
            ]
        ],
    ]

    @Test(arguments: kinds)
    func `skopeo, umoci and podman take the image`(sections: JSON) async throws {
        try await withImage(sections) { image, layout, folder in
            let shown = try JSON(parsing: try await SampleBuild.tool("skopeo", ["inspect", "oci:\(layout):demo"]))
            #expect(shown["Digest"]?.string == "\(image.manifest.digest)")
            #expect(shown["Layers"]?.array?.count == image.layers.count)
            let copy = folder.path("copy")
            try await SampleBuild.tool("skopeo", ["copy", "oci:\(layout):demo", "oci:\(copy):demo"])
            #expect(try await ImageLayout(copy, name: "demo").manifest().digest == image.manifest.digest)
            try await SampleBuild.tool(
                "umoci", ["unpack", "--rootless", "--image", "\(layout):demo", folder.path("bundle")])
            for entry in image.layers.flatMap(\.entries) where !entry.isAssimilated {
                let found = try Files.read(folder.path("bundle/rootfs/\(entry.path)"))
                #expect(Digest(of: found) == entry.source.sha256, "\(entry.path)")
            }
            try await podman(image, folder)
        }
    }

    @Test(arguments: kinds)
    func `all documents hold to the schemas of the image specification`(sections: JSON) async throws {
        try await withImage(sections) { image, layout, _ in
            let index = try Files.readText("\(layout)/index.json")
            #expect(try await violations(index, of: "image-index") == "")
            #expect(try await violations(Files.readText("\(layout)/oci-layout"), of: "image-layout") == "")
            #expect(try await violations(image.manifestText, of: "image-manifest") == "")
            #expect(try await violations(image.configText, of: "image-config") == "")
            let entry = try JSON(parsing: index)["manifests"]?[0]?.text() ?? ""
            #expect(try await violations(entry, of: "content-descriptor") == "")
        }
    }

    @Test(arguments: [
        ("image-manifest", #"{"schemaVersion":2,"layers":[]}"#), ("image-manifest", #"{"schemaVersion":1}"#),
        ("image-index", #"{"schemaVersion":2,"manifests":[{"mediaType":"a/b","size":1}]}"#),
        ("image-config", #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:1"]}}"#),
        ("image-config", #"{"architecture":"a","os":"l","rootfs":{"type":"layers"},"config":{"Env":["A"]}}"#),
        ("content-descriptor", #"{"mediaType":"none","digest":"sha256:00","size":-1}"#),
        ("image-layout", #"{"imageLayoutVersion":"2.0.0"}"#),
    ])
    func `the schemas find what is wrong`(schema: String, document: String) async throws {
        #expect(try await violations(document, of: schema) != "")
    }

    private func withImage(
        _ sections: JSON, _ body: (Image, String, ScratchFolder) async throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            var base = SampleBase(in: folder)
            try await base.add(.machine, ["etc/release": Array("base".utf8)])
            _ = try base.layout()
            try folder.write("hello", to: "motd")
            let image = try await SampleBuild.image(sections, folder)
            try await body(image, try await SampleBuild.layout(image, folder), folder)
        }
    }

    /// Pulls the image into a storage of its own, with the driver that needs nothing of the machine. The layout's path
    /// becomes the image's name, which must be in lower case.
    private func podman(_ image: Image, _ folder: ScratchFolder) async throws {
        let storage = [
            "--root", folder.path("podman"), "--runroot", folder.path("podman-run"), "--storage-driver", "vfs",
        ]
        let pulled = try await SampleBuild.tool("podman", storage + ["pull", "-q", "oci:layout:demo"], in: folder.path)
        #expect(pulled == "\(image.config.digest.hex)\n")
        let shown = try await SampleBuild.tool(
            "podman",
            storage + ["image", "inspect", "--format", "{{.Architecture}} {{.User}}", image.config.digest.hex])
        #expect(shown.hasPrefix(image.architecture))
        try await SampleBuild.tool("podman", storage + ["image", "rm", "-f", image.config.digest.hex])
    }

    /// What a document breaks of one of `Tests/Fixtures/image-spec`, a line each.
    private func violations(_ document: String, of schema: String) async throws -> String {
        let script = """
            import json, pathlib, sys
            from jsonschema import Draft202012Validator
            from referencing import Registry, Resource
            schemas = {p.name: json.loads(p.read_text()) for p in pathlib.Path(sys.argv[1]).glob("*.json")}
            for schema in schemas.values():
                Draft202012Validator.check_schema(schema)
            registry = Registry().with_resources([(n, Resource.from_contents(s)) for n, s in schemas.items()])
            validator = Draft202012Validator(schemas[sys.argv[2] + ".json"], registry=registry)
            for error in validator.iter_errors(json.load(sys.stdin)):
                print(error.json_path, error.message)
            """
        let folder = "\(RecuaBinary.package)/Tests/Fixtures/image-spec"
        return try await TestTools.python(script, [folder, schema], input: document)
    }
}

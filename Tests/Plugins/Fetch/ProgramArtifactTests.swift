import RecuaCore
import RecuaFetch
import RecuaProcess
import RecuaTestSupport
import Testing

/// Programs that a registry keeps: Debian's registry, and artifacts as `oras push` makes them.
@Suite(.timeLimit(.minutes(2))) struct ProgramArtifactTests {
    private static let program = Array("#!/bin/sh\necho table\n".utf8)
    private static let layer = ArtifactPusher.Layer(
        program, "application/vnd.oci.image.layer.v1.tar", title: "bin/table.sh")

    private func withRegistry(
        _ body: (Store, ArtifactPusher, (String) throws -> RemoteProgram) async throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                try await body(Store(root: folder.path("store")), ArtifactPusher(registry.host)) { name in
                    try RemoteProgram("oci://\(registry.host)/\(name)", environment: ["HOME": folder.path])
                }
            }
        }
    }

    @Test func `an artifact's one file is the program, pinned by the artifact's digest`() async throws {
        try await withRegistry { store, pusher, program in
            let digest = try await pusher.push([Self.layer], to: "plugins/table", tag: "1")
            let fetched = try await program("plugins/table:1").fetch(into: store)
            #expect(fetched.file.sha256 == Digest(of: Self.program))
            #expect(fetched.pinned?.hasSuffix("/plugins/table@\(digest)") == true)
            #expect(Files.facts(fetched.file.path)?.isExecutable == true)
            // A tag that moved: the pinned text still means the same bytes.
            let newer = Array("#!/bin/sh\necho chair\n".utf8)
            try await pusher.push([.init(newer, Self.layer.mediaType, title: "t")], to: "plugins/table", tag: "1")
            #expect(try await program("plugins/table:1").fetch(into: store).file.sha256 == Digest(of: newer))
            try Files.remove(store.path(of: Digest(of: Self.program)))
            let again = try await program("plugins/table@\(digest)").fetch(into: store, expected: fetched.file.sha256)
            #expect(again.file == fetched.file && again.pinned == nil)
        }
    }

    @Test func `a registry that has something else than it says is told so, not the manifest`() async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                try await ArtifactPusher(registry.host).push([Self.layer], to: "plugins/table", tag: "1")
                let digest = Digest(of: Self.program)
                let found = try await Command(
                    "find", [folder.path, "-path", "*\(digest.hex)/data"], environment: ["PATH": "/usr/bin:/bin"]
                ).runChecked().split(separator: "\n")
                let blob = try #require(found.first)
                try Files.write("#!/bin/sh\necho chair\n", to: String(blob))
                let program = try RemoteProgram(
                    "oci://\(registry.host)/plugins/table:1", environment: ["HOME": folder.path])
                let error = await #expect(throws: Diagnostic.self) {
                    try await program.fetch(into: Store(root: folder.path("store")))
                }
                #expect(error?.code == "fetch.checksum")
                #expect(error?.message.hasSuffix("is not the file that its source says it is (\(digest))") == true)
                #expect(error?.help?.contains("manifest") == false)
            }
        }
    }

    @Test func `of two files the one that is meant must be named`() async throws {
        try await withRegistry { store, pusher, program in
            let readme = ArtifactPusher.Layer(Array("# Table".utf8), "text/markdown", title: "README.md")
            try await pusher.push([Self.layer, readme], to: "plugins/table", tag: "1")
            let error = await #expect(throws: Diagnostic.self) {
                try await program("plugins/table:1").fetch(into: store)
            }
            #expect(error?.code == "fetch.ambiguous-artifact")
            #expect(error?.message.contains("`bin/table.sh`, `README.md`") == true)
            #expect(error?.help?.hasSuffix("plugins/table:1#bin/table.sh`") == true)
            for name in ["bin/table.sh", "table.sh"] {
                let fetched = try await program("plugins/table:1#\(name)").fetch(into: store)
                #expect(fetched.file.sha256 == Digest(of: Self.program))
                #expect(fetched.pinned?.hasSuffix("#\(name)") == true)
            }
            let gone = await #expect(throws: Diagnostic.self) {
                try await program("plugins/table:1#chair.sh").fetch(into: store)
            }
            #expect(gone?.code == "fetch.not-found")
            let page = await #expect(throws: Diagnostic.self) {
                try await program("plugins/table:1#README.md").fetch(into: store)
            }
            #expect(page?.code == "fetch.program")
        }
    }

    @Test func `an index of several artifacts, an archive, an image and what is not there are refused`() async throws {
        try await withRegistry { store, pusher, program in
            let one = try await pusher.push([Self.layer], to: "plugins/table", tag: "1")
            let two = try await pusher.push([Self.layer, Self.layer], to: "plugins/table", tag: "2")
            try await pusher.pushIndex(of: [one, two], to: "plugins/table", tag: "index")
            try await pusher.pushIndex(of: [one], to: "plugins/table", tag: "index-of-one")
            let folder = ArtifactPusher.Layer(
                Self.program, "application/vnd.oci.image.layer.v1.tar+gzip", title: "bin",
                annotations: ["io.deis.oras.content.unpack": "true"])
            try await pusher.push([folder], to: "plugins/table", tag: "folder")
            let image = ArtifactPusher.Layer(Self.program, "application/vnd.oci.image.layer.v1.tar+gzip")
            try await pusher.push(
                [image], config: "application/vnd.oci.image.config.v1+json", to: "plugins/table", tag: "image")
            let codes = [
                "index": "fetch.ambiguous-artifact", "folder": "fetch.unsupported", "image": "fetch.unsupported",
                "gone": "registry.missing",
            ]
            for (tag, code) in codes {
                let error = await #expect(throws: Diagnostic.self, "\(tag)") {
                    try await program("plugins/table:\(tag)").fetch(into: store)
                }
                #expect(error?.code == code, "\(tag)")
            }
            #expect(
                try await program("plugins/table:index-of-one").fetch(into: store).file.sha256
                    == Digest(of: Self.program))
        }
    }
}

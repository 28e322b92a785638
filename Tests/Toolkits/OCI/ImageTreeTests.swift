import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaOCI

@Suite struct ImageTreeTests {
    @Test func `links are followed, those of folders too, and never for ever`() throws {
        let tree = try #require(
            ImageTree([
                layer([
                    link("bin", to: "usr/bin"), file("usr/bin/server"), link("usr/bin/alias", to: "server"),
                    link("opt/up", to: "../../../usr"), link("loop", to: "/loop"), link("gone", to: "/nowhere"),
                ])
            ]))
        #expect(tree.entry(at: "/bin/server")?.path == "usr/bin/server")
        #expect(tree.entry(at: "/bin/alias")?.path == "usr/bin/server")
        #expect(tree.entry(at: "/opt/up/bin/server")?.path == "usr/bin/server")
        #expect(tree.entry(at: "/usr/../bin/./server")?.path == "usr/bin/server")
        #expect(tree.entry(at: "/loop") == nil)
        #expect(tree.entry(at: "/gone") == nil)
    }

    @Test func `what an upper layer hides is gone, and what it brings itself is there`() throws {
        let below = layer([file("a/one"), file("a/two"), file("b/one")])
        let above = layer([file("a/.wh.one"), file("b/.wh..wh..opq"), file("b/new")])
        let tree = try #require(ImageTree([below, above]))
        #expect(tree.entry(at: "/a/one") == nil)
        #expect(tree.entry(at: "/a/two") != nil)
        #expect(tree.entry(at: "/b/one") == nil)
        #expect(tree.entry(at: "/b/new") != nil)
    }

    @Test func `a folder that no layer lists is there once something is in it`() throws {
        let tree = try #require(ImageTree([LintLayer(blob: Self.blob, entries: [file("opt/app/server")])]))
        #expect(tree.entry(at: "/opt/app/server")?.path == "opt/app/server")
        #expect(tree.entry(at: "/opt/../opt/app/server") != nil)
        #expect(tree.entry(at: "/opt/app") == nil)
    }

    @Test func `a layer that nobody looked into leaves everything open`() {
        #expect(ImageTree([layer([file("a")]), LintLayer(blob: Self.blob)]) == nil)
    }

    @Test(
        arguments: [
            ([:], nil), (["Entrypoint": [], "Cmd": []], nil), (["Entrypoint": ["/usr/bin/server"]], "usr/bin/server"),
            (["Cmd": ["server", "--port"]], "usr/bin/server"),
            (["Entrypoint": ["bin/server"], "WorkingDir": "/usr"], "usr/bin/server"),
            (["Entrypoint": ["tool"], "Env": ["PATH=/opt/tools"]], "opt/tools/tool"), (["Entrypoint": ["tool"]], nil),
        ] as [(JSON, String?)])
    func `what is started is found as Lambda finds it`(config: JSON, path: String?) throws {
        let tree = try #require(ImageTree([layer([file("usr/bin/server"), file("opt/tools/tool")])]))
        #expect(EntryPoint(["config": config])?.file(in: tree)?.path == path)
    }

    private static let blob = Image.Blob(mediaType: MediaType.gzipLayer, digest: Digest(of: "layer"), size: 1)

    /// Folders that a path needs are there.
    private func layer(_ entries: [TarEntry]) -> LintLayer {
        let folders = Set(entries.flatMap { TarEntry.folders(above: $0.path) }).sorted()
        return LintLayer(
            blob: Self.blob, entries: folders.map { TarEntry(path: $0, kind: .folder, mode: 0o755) } + entries)
    }

    private func file(_ path: String) -> TarEntry { TarEntry(path: path, kind: .file, mode: 0o755) }

    private func link(_ path: String, to target: String) -> TarEntry {
        TarEntry(path: path, kind: .symbolicLink, mode: 0o777, target: target)
    }
}

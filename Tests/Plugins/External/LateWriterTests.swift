import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

/// A program that has answered and goes on writing to what it handed over.
@Suite struct LateWriterTests {
    private static let ways = [
        """
        def hold(path):
            held = open(path, "r+b")
            def late(): held.write(b"wrong"); held.flush()
            return late
        """,
        """
        import mmap
        def hold(path):
            with open(path, "r+b") as held: pages = mmap.mmap(held.fileno(), 5)
            def late(): pages[:5] = b"wrong"; pages.flush()
            return late
        """,
        """
        def hold(path):
            other = os.path.join(here, "other")
            os.link(path, other)
            def late():
                os.chmod(other, 0o644)
                with open(other, "r+b") as held: held.write(b"wrong")
            return late
        """,
        """
        def hold(path):
            held = os.open(path, os.O_WRONLY)
            child = subprocess.Popen(["sh", "-c", f"read word; printf wrong >&{held}"], stdin=subprocess.PIPE,
                                     pass_fds=[held])
            os.close(held)
            return lambda: child.communicate(b"go\\n")
        """,
    ]

    @Test(arguments: ways) func `cannot change what is in the store`(way: String) async throws {
        let body = """
            \(way)
            late = []
            def run(id, params):
                path = os.path.join(params["scratch"], "out")
                made = file(path, b"right")
                late.append(hold(path))
                answer(id, {"artifact": made})
            def observe(id, params):
                late[0]()
                answer(id, {"state": "present"})
            """
        try await withProgram(body) { plugin, bench in
            let step = try bench.step()
            let artifact = try await plugin.run(step)
            _ = try await plugin.observe(artifact, step)
            let path = try #require(artifact["path"]?.string)
            #expect(path == bench.store.path(of: Digest(of: "right")))
            #expect(try Files.readText(path) == "right")
        }
    }

    @Test func `a file that is done with is moved, not copied`() async throws {
        let body = """
            def run(id, params):
                made = file(os.path.join(params["scratch"], "out"), b"right", 0o755)
                answer(id, {"artifact": dict(made, inode=os.stat(made["path"]).st_ino)})
            """
        try await withProgram(body) { plugin, bench in
            let artifact = try await plugin.run(try bench.step())
            let facts = try #require(Files.facts(artifact["path"]?.string ?? ""))
            #expect(artifact["inode"]?.integer == Int64(facts.inode))
            #expect(facts.isExecutable)
            #expect(try Files.list("\(bench.store.root)/sha256").count == 1, "nothing else is left")
        }
    }

    @Test func `a lie about a file leaves nothing in the store`() async throws {
        let body = """
            def run(id, params):
                made = file(os.path.join(params["scratch"], "out"), b"right")
                answer(id, {"artifact": dict(made, sha256="0" * 64)})
            """
        try await withProgram(body) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.code == "plugin.digest")
            let left = try Files.list("\(bench.store.root)/sha256")
            #expect(left == [])
        }
    }
}

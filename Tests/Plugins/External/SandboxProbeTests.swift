import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@testable import RecuaExternal

/// How often bubblewrap is tried.
@Suite struct SandboxProbeTests {
    /// A probe that finds a `bwrap` which writes a line for each start and ends as it is told.
    private func withProbe(
        exit status: Int, _ body: (SandboxProbe, _ starts: () throws -> Int) async throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            let script = "#!/bin/sh\necho start >>\(folder.path("starts"))\nexit \(status)\n"
            try Files.write(Array(script.utf8), to: folder.path("bin/bwrap"), mode: 0o755)
            let probe = SandboxProbe(
                store: Store(root: folder.path("store")),
                environment: ["PATH": "\(folder.path("bin")):/usr/bin:/bin"])
            try await body(probe) {
                try Files.readText(folder.path("starts")).split(separator: "\n").count
            }
        }
    }

    @Test func `bubblewrap that works is tried once, until it is found not to`() async throws {
        try await withProbe(exit: 0) { probe, starts in
            let first = try await probe.result()
            guard case .works(let path) = first else { return #expect(Bool(false), "\(first)") }
            let second = try await probe.result()
            #expect(second == first && path.hasSuffix("/bin/bwrap"))
            #expect(try starts() == 1)
            SandboxProbe.forget(path, in: probe.store)
            _ = try await probe.result()
            #expect(try starts() == 2, "what was found untrue is tried again")
        }
    }

    @Test(arguments: [(86_399, 1), (86_400, 2), (-1, 2)])
    func `that it works is believed for a day, and no longer`(seconds: Int64, tries: Int) async throws {
        try await withProbe(exit: 0) { probe, starts in
            var probe = probe
            for now in [1_000_000, 1_000_000 + seconds] {
                probe.now = { now }
                let found = try await probe.result()
                guard case .works = found else { return #expect(Bool(false), "\(found)") }
            }
            #expect(try starts() == tries)
        }
    }

    @Test func `another bwrap of the same name is tried anew`() async throws {
        try await withProbe(exit: 0) { probe, starts in
            let first = try await probe.result()
            guard case .works(let path) = first else { return #expect(Bool(false), "\(first)") }
            try Files.write(try Files.read(path), to: path, mode: 0o755)
            _ = try await probe.result()
            #expect(try starts() == 2)
        }
    }

    @Test func `bubblewrap that does not work is tried each time`() async throws {
        try await withProbe(exit: 1) { probe, starts in
            for _ in 0..<2 {
                let found = try await probe.result()
                #expect(found == .refused([]))
            }
            #expect(try starts() == 2)
        }
    }
}

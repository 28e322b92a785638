import RecuaCore
import RecuaFetch
import RecuaHTTP
import RecuaTestSupport
import Synchronization
import Testing

/// Programs from elsewhere, such as plugins'.
@Suite(.timeLimit(.minutes(2))) struct RemoteProgramTests {
    private static let program = Array("#!/bin/sh\necho \(String(repeating: "x", count: 20_000))\n".utf8)

    private func remote(_ url: String, in folder: ScratchFolder, environment: [String: String] = [:]) throws
        -> RemoteProgram
    {
        let home = ["HF_HOME": folder.path("huggingface"), "HOME": folder.path]
        return try RemoteProgram(
            url, environment: home.merging(environment) { $1 }, retry: RetryPolicy(attempts: 3, sleep: { _ in }))
    }

    private func store(_ folder: ScratchFolder) -> Store { Store(root: folder.path("store")) }

    /// Everything that a store keeps of files, finished or not.
    private func kept(_ store: Store) -> [String] {
        ["sha256", "partial"].flatMap { (try? Files.list("\(store.root)/\($0)")) ?? [] }
    }

    @Test func `what a server hands out is in the store by its digest, and can be started`() async throws {
        try await withScratchFolder { folder in
            let server = FileServer(Self.program)
            try await withHTTPServer({ server.answer($0) }) { origin in
                let fetched = try await remote("\(origin)/x.py", in: folder).fetch(into: store(folder))
                #expect(fetched.file.sha256 == Digest(of: Self.program) && fetched.pinned == nil)
                #expect(Files.facts(fetched.file.path)?.isExecutable == true)
                #expect(fetched.file.path == store(folder).path(of: Digest(of: Self.program)))
            }
        }
    }

    @Test func `what is there is not asked for, and is made executable`() async throws {
        try await withScratchFolder { folder in
            let store = store(folder)
            let plain = try store.add(Self.program)
            #expect(Files.facts(plain.path)?.isExecutable == false)
            let file = try RemoteProgram.present(plain.sha256, in: store)
            #expect(file?.path == plain.path && Files.facts(plain.path)?.isExecutable == true)
            #expect(try RemoteProgram.present(Digest(of: "other"), in: store) == nil)
        }
    }

    /// What a server may do wrong, and what comes of it.
    @Test(
        arguments: [
            (FileServer.Fault.webPage, "fetch.program", "a web page"),
            (.lfsPointer, "fetch.program", "a Git LFS pointer"),
            (.wrongBytes, "fetch.program", "a text whose first line names no interpreter"),
            (.notThere, "fetch.not-found", ""), (.forbidden, "fetch.denied", ""),
        ]
    )
    func `what is no program is told as what it is, and nothing is kept`(
        fault: FileServer.Fault, code: String, words: String
    ) async throws {
        try await withScratchFolder { folder in
            let server = FileServer(Self.program, faults: Array(repeating: fault, count: 20))
            try await withHTTPServer({ server.answer($0) }) { origin in
                let program = try remote("\(origin)/x.py", in: folder)
                let error = await #expect(throws: Diagnostic.self) { try await program.fetch(into: store(folder)) }
                #expect(error?.code == code && error?.message.contains(words) == true, "\(String(describing: error))")
                #expect(kept(store(folder)).isEmpty)
            }
        }
    }

    @Test func `a script that names no interpreter, an empty file and an archive are refused`() async throws {
        let texts = ["import sys\n", "", "\u{1}\u{2}rest", "PK\u{3}\u{4}rest"]
        let words = ["whose first line names no interpreter", "empty", "neither", "an archive"]
        for (text, words) in zip(texts, words) {
            try await withScratchFolder { folder in
                let server = FileServer(Array(text.utf8))
                try await withHTTPServer({ server.answer($0) }) { origin in
                    let program = try remote("\(origin)/x.py", in: folder)
                    let error = await #expect(throws: Diagnostic.self) { try await program.fetch(into: store(folder)) }
                    #expect(error?.code == "fetch.program" && error?.message.contains(words) == true, "\(words)")
                    #expect(kept(store(folder)).isEmpty)
                }
            }
        }
    }

    @Test func `other bytes than expected are refused and not kept`() async throws {
        try await withScratchFolder { folder in
            let server = FileServer(Self.program)
            try await withHTTPServer({ server.answer($0) }) { origin in
                let program = try remote("\(origin)/x.py", in: folder)
                let error = await #expect(throws: Diagnostic.self) {
                    try await program.fetch(into: store(folder), expected: Digest(of: "another"))
                }
                #expect(error?.code == "fetch.checksum")
                #expect(kept(store(folder)).isEmpty)
            }
        }
    }

    @Test(arguments: [FileServer.Fault.shortBody, .reset, .unavailable])
    func `a download that is cut off is gone on with, and a server that stays away is told`(fault: FileServer.Fault)
        async throws
    {
        try await withScratchFolder { folder in
            let once = FileServer(Self.program, faults: [fault])
            let told = Mutex<[String]>([])
            try await withHTTPServer({ once.answer($0) }) { origin in
                let program = try remote("\(origin)/x.py", in: folder)
                let fetched = try await program.fetch(into: store(folder)) { text in told.withLock { $0.append(text) } }
                #expect(fetched.file.sha256 == Digest(of: Self.program))
                #expect(told.withLock { $0.count } == 1)
            }
            let never = FileServer(Array("#!/bin/sh\nother".utf8), faults: Array(repeating: fault, count: 20))
            try await withHTTPServer({ never.answer($0) }) { origin in
                let program = try remote("\(origin)/y.py", in: folder)
                await #expect(throws: Diagnostic.self) { try await program.fetch(into: store(folder)) }
            }
            #expect(try Files.list("\(store(folder).root)/sha256") == [Digest(of: Self.program).hex])
        }
    }

    @Test func `two that want the same program at once fetch it once`() async throws {
        try await withScratchFolder { folder in
            let server = FileServer(Self.program)
            try await withHTTPServer({ server.answer($0) }) { origin in
                let program = try remote("\(origin)/x.py", in: folder)
                async let first = program.fetch(into: store(folder), expected: Digest(of: Self.program))
                async let second = program.fetch(into: store(folder), expected: Digest(of: Self.program))
                let paths = try await [first, second].map(\.file.path)
                #expect(Set(paths).count == 1)
                #expect(server.visits.count { $0.method == "GET" } == 1)
            }
        }
    }

    @Test func `a store that cannot be written to is told`() async throws {
        try await withScratchFolder { folder in
            let server = FileServer(Self.program)
            // A file where the store should be: root may write everywhere.
            try folder.write("", to: "store")
            try await withHTTPServer({ server.answer($0) }) { origin in
                let program = try remote("\(origin)/x.py", in: folder)
                let error = await #expect(throws: Diagnostic.self) { try await program.fetch(into: store(folder)) }
                #expect(["file.write", "file.not-a-folder", "store.write"].contains(error?.code ?? ""), "\(error!)")
            }
        }
    }

    @Test func `a path and a scheme that is none are no places of programs`() async throws {
        try await withScratchFolder { folder in
            for url in ["x.py", "ftp://a.test/x.py"] {
                let error = #expect(throws: Diagnostic.self) { try remote(url, in: folder) }
                #expect(error?.code == "fetch.source")
            }
        }
    }
}

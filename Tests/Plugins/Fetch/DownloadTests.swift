import Hummingbird
import RecuaCore
import RecuaFetch
import RecuaTestSupport
import Testing

struct DownloadTests {
    private let content = SampleModel.weights(padding: 200_000)
    private var digest: Digest { Digest(of: content) }

    @Test(arguments: FileServer.Fault.allCases, [true, false])
    func `a broken download ends in the right bytes or a clear error`(fault: FileServer.Fault, isPinned: Bool)
        async throws
    {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder)
            let server = FileServer(content, faults: [fault])
            try await withHTTPServer({ server.answer($0) }) { origin in
                do {
                    let file = try await fetching.weights(
                        Source(url: "\(origin)/m.gguf", sha256: isPinned ? digest : nil))
                    let isFooled = fault == .wrongBytes && !isPinned
                    #expect(file.sha256 == digest || isFooled)
                    #expect(try Digest(of: Files.read(file.path)) == file.sha256)
                } catch let error as Diagnostic {
                    #expect(
                        [
                            "fetch.checksum", "fetch.not-found", "fetch.denied", "model.html", "model.lfs-pointer",
                            "model.unknown",
                        ].contains(error.code))
                    #expect([.wrongBytes, .notThere, .forbidden, .webPage, .lfsPointer].contains(fault))
                    if fault != .notThere, fault != .forbidden { #expect(error.description.contains(origin)) }
                }
            }
        }
    }

    @Test func `a download that was cut off goes on where it ended`() async throws {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder)
            let server = FileServer(content, faults: [.reset])
            let file = try await withHTTPServer({ server.answer($0) }) { origin in
                try await fetching.weights(Source(url: "\(origin)/m.gguf"))
            }
            #expect(file.sha256 == digest)
            #expect(server.visits.count == 2)
            #expect(server.visits.last?.range?.hasPrefix("bytes=") == true)
            #expect(server.visits.last?.ifRange == "\"one\"")
            #expect(fetching.partials.isEmpty)
        }
    }

    @Test func `a copy of other bytes than the wanted ones is no answer, however up to date`() async throws {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder)
            let server = FileServer(content)
            try await withHTTPServer({ server.answer($0) }) { origin in
                let file = try await fetching.weights(Source(url: "\(origin)/m.gguf"))
                #expect(file.sha256 == digest)
                let error = await #expect(throws: Diagnostic.self) {
                    try await fetching.weights(Source(url: "\(origin)/m.gguf", sha256: Digest(of: "others")))
                }
                #expect(error?.code == "fetch.checksum")
            }
        }
    }

    @Test func `a later run goes on where an earlier one gave up`() async throws {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder)
            let server = FileServer(content, faults: [.reset, .unavailable, .unavailable, .unavailable])
            try await withHTTPServer({ server.answer($0) }) { origin in
                await #expect(throws: Diagnostic.self) { try await fetching.weights(Source(url: "\(origin)/m.gguf")) }
                #expect(!fetching.partials.isEmpty)
                let file = try await fetching.weights(Source(url: "\(origin)/m.gguf"))
                #expect(file.sha256 == digest)
                #expect(server.visits.last?.range?.hasPrefix("bytes=0-") == false)
            }
        }
    }

    @Test func `a file that was replaced meanwhile is fetched from its beginning`() async throws {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder)
            let server = FileServer(content, faults: [.reset, .unavailable, .unavailable, .unavailable])
            let other = SampleModel.weights(name: "Other", padding: 150_000)
            try await withHTTPServer({ server.answer($0) }) { origin in
                await #expect(throws: Diagnostic.self) { try await fetching.weights(Source(url: "\(origin)/m.gguf")) }
                server.replace(other, tag: "\"two\"")
                let file = try await fetching.weights(Source(url: "\(origin)/m.gguf"))
                #expect(file.sha256 == Digest(of: other))
            }
        }
    }

    @Test func `a server that asks for rest gets it`() async throws {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder)
            let server = FileServer(content, faults: [.busy])
            _ = try await withHTTPServer({ server.answer($0) }) { origin in
                try await fetching.weights(Source(url: "\(origin)/m.gguf"))
            }
            #expect(fetching.slept.all == [.seconds(17)])
        }
    }

    @Test func `the wrong checksum says what was expected and what came`() async throws {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder)
            let server = FileServer(content)
            let wanted = Digest(of: "something else")
            try await withHTTPServer({ server.answer($0) }) { origin in
                let error = await #expect(throws: Diagnostic.self) {
                    try await fetching.weights(Source(url: "\(origin)/m.gguf?signature=secret", sha256: wanted))
                }
                #expect(error?.code == "fetch.checksum")
                #expect(error?.message.contains(wanted.hex) == true)
                #expect(error?.message.contains(digest.hex) == true)
                #expect(error?.description.contains("secret") == false)
                #expect(fetching.partials.isEmpty)
                #expect(fetching.host.store.file(digest) == nil)
            }
        }
    }

    @Test func `weights that end too early never enter the store`() async throws {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder)
            let short = Array(SampleModel.weights().dropLast(10))
            let server = FileServer(short)
            try await withHTTPServer({ server.answer($0) }) { origin in
                let error = await #expect(throws: Diagnostic.self) {
                    try await fetching.weights(Source(url: "\(origin)/m.gguf"))
                }
                #expect(error?.code == "model.truncated")
                #expect(fetching.host.store.file(Digest(of: short)) == nil)
            }
        }
    }

    @Test func `a known digest that is in the store needs no request`() async throws {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder)
            _ = try fetching.host.store.add(content)
            let file = try await fetching.weights(
                Source(url: "http://127.0.0.1:1/m.gguf", sha256: digest, name: "model.gguf"))
            #expect(file == Model.File(name: "model.gguf", try #require(fetching.host.store.file(digest))))
        }
    }

    @Test func `an unchanged file is not sent twice`() async throws {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder)
            let server = FileServer(content)
            try await withHTTPServer({ server.answer($0) }) { origin in
                let first = try await fetching.weights(Source(url: "\(origin)/m.gguf"))
                let second = try await fetching.weights(Source(url: "\(origin)/m.gguf"))
                #expect(first == second)
                server.replace(SampleModel.weights(name: "New"), tag: "\"new\"")
                #expect(
                    try await fetching.weights(Source(url: "\(origin)/m.gguf")).sha256
                        == Digest(of: SampleModel.weights(name: "New")))
            }
        }
    }

    @Test func `two that want one file download it once`() async throws {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder)
            let server = FileServer(content)
            try await withHTTPServer({ request in
                try await isAwaited(fetching)
                return server.answer(request)
            }) { origin in
                let source = Source(url: "\(origin)/m.gguf")
                try folder.write(SampleModel.engine(), to: "engine", mode: 0o755)
                let model = ModelSection(engine: Source(url: "engine"), weights: source)
                async let one = fetching.run(model)
                async let two = fetching.run(model)
                let both = try await [one, two]
                #expect(both[0] == both[1])
                #expect(server.visits.count == 1)
            }
        }
    }

    /// Returns once a second one waits for the download, or will not come.
    private func isAwaited(_ fetching: Fetching) async throws {
        for _ in 0..<4000 where !fetching.messages.log.contains(where: { $0.contains("waiting for it") }) {
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test func `a mirror stands in, and a bad one is passed over`() async throws {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder)
            let server = FileServer(content)
            let file = try await withHTTPServer({ request in
                request.uri.path == "/good.gguf" ? server.answer(request) : Response(status: .notFound)
            }) { origin in
                try await fetching.weights(
                    Source(
                        url: "\(origin)/gone.gguf", sha256: digest,
                        mirrors: ["\(origin)/bad.gguf", "\(origin)/good.gguf"])
                )
            }
            #expect(file.sha256 == digest)
            #expect(file.name == "good.gguf")
        }
    }

    @Test func `progress counts up to the whole file`() async throws {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder)
            let server = FileServer(content)
            _ = try await withHTTPServer({ server.answer($0) }) { origin in
                try await fetching.weights(Source(url: "\(origin)/m.gguf"))
            }
            let total = Int64(content.count)
            let progress = fetching.messages.all.filter { if case .progress = $0 { true } else { false } }
            #expect(progress.last == .progress(phase: "download", done: total, total: total, unit: .bytes))
        }
    }
}

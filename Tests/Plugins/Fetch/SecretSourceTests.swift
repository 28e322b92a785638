import Hummingbird
import NIOCore
import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaFetch

@Suite struct SecretSourceTests {
    private let token = "s3cret-t0ken-of-mine"
    private let content = SampleModel.weights(padding: 50_000)

    @Test(arguments: ["/m.gguf?token=${env:T}", "/${env:T}", "/m.gguf?a=b&token=${file:token}"])
    func `a token in a URL reaches the server and nobody else`(place: String) async throws {
        try await withScratchFolder { folder in
            try folder.write("\(token)\n", to: "token")
            let fetching = try Fetching(folder, environment: ["T": token])
            let server = FileServer(content)
            let file = try await withHTTPServer({ request in
                request.uri.string.contains(token) ? server.answer(request) : Response(status: .forbidden)
            }) { origin in
                try await fetching.weights(Source(url: "\(origin)\(place)"))
            }
            #expect(file.sha256 == Digest(of: content))
            #expect(file.name == (place.hasPrefix("/m") ? "m.gguf" : "weights"))
            #expect(try !JSON(encoding: file).text().contains(token))
            #expect(!"\(fetching.messages.all)".contains(token))
            try expectNoToken(in: fetching.host.store.root)
        }
    }

    @Test func `what goes wrong with a secret source is told without the secret`() async throws {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder, environment: ["T": token, "URL": "gopher://\(token)/x"])
            let server = FileServer(content, faults: [.notThere, .unavailable, .forbidden])
            try await withHTTPServer({ server.answer($0) }) { origin in
                for source in [
                    Source(url: "\(origin)/m.gguf?token=${env:T}"),
                    Source(url: "\(origin)/m.gguf?token=${env:T}", mirrors: ["\(origin)/n.gguf?token=${env:T}"]),
                    Source(url: "${env:URL}"), Source(url: "${env:T}"), Source(url: "\(origin)/?t=${env:UNSET}"),
                    Source(url: "\(origin)/m.gguf?token=${env:T}", sha256: Digest(of: "else")),
                ] {
                    do {
                        _ = try await fetching.weights(source)
                    } catch let error as Diagnostic {
                        #expect(!"\(error)".contains(token))
                        let told = [error.message, error.help, error.cause].compactMap(\.self)
                        #expect(!(told + error.related.map(\.message)).joined().contains(token))
                    }
                }
            }
            #expect(!"\(fetching.messages.all)".contains(token))
            try expectNoToken(in: fetching.host.store.root)
        }
    }

    @Test func `a pinned file that is there needs no secret`() async throws {
        try await withScratchFolder { folder in
            let fetching = try Fetching(folder)
            let stored = try fetching.host.store.add(content)
            let file = try await fetching.weights(
                Source(url: "https://example.invalid/m.gguf?t=${env:UNSET}", sha256: stored.sha256))
            #expect(file.path == stored.path)
            #expect(file.name == "m.gguf")
        }
    }

    @Test func `a local path is found among the sources, an open reference is not one`() {
        let schema = ModelSection.schema
        let paths = schema.paths(in: [
            "llamafile": "a.llamafile", "engine": ["url": "${env:U}", "mirrors": ["b", "https://h/c?${env:T}"]],
            "weights": "https://h/w",
        ])
        #expect(paths.map(\.path).sorted() == ["a.llamafile", "b"])
    }

    private func expectNoToken(in folder: String) throws {
        for name in try Files.list(folder) {
            let path = "\(folder)/\(name)"
            #expect(!name.contains(token))
            if Files.facts(path)?.isFolder == true {
                try expectNoToken(in: path)
            } else {
                #expect(try Files.read(path).firstRange(of: Array(token.utf8)) == nil, "\(path)")
            }
        }
    }
}

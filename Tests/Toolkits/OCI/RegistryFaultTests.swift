import HTTPTypes
import Hummingbird
import NIOHTTP1
import RecuaCore
import RecuaHTTP
import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaOCI

/// What goes wrong between us and a registry, and how it ends.
@Suite struct RegistryFaultTests {
    /// Three pieces and a rest of 1 MB each, and as many of the HTTP client's own.
    static let weights = noise(3_500_000)

    /// A fault, and what the registry is like besides.
    struct Case: Sendable, CustomTestStringConvertible {
        var fault: RegistryFault?
        var login = FakeRegistry.Login.none
        var isECR = false
        /// Bytes of our pieces.
        var piece: Int64?
        /// True when what had arrived must not be sent a second time.
        var isFrugal = false

        var testDescription: String {
            "\(fault.map { "\($0)" } ?? "nothing")\(isECR ? " at Amazon ECR" : ""), \(login)"
        }
    }

    static let drops = [0, 1, 65_535, 1_048_640, 1_048_641, 3_000_000].map {
        Case(fault: .dropsUpload(after: $0))
    }
    static let arrived = [
        Case(isFrugal: true),
        Case(fault: .dropsAnswer, isFrugal: true),
        Case(fault: .storesThenAnswers(500), isFrugal: true),
        Case(fault: .storesThenAnswers(502), isFrugal: true),
        Case(fault: .storesThenAnswers(504), isFrugal: true),
        Case(fault: .commitsLate, isFrugal: true),
    ]
    static let answers = [408, 429, 500, 502, 503, 504, 416].flatMap {
        [Case(fault: .answers($0, afterReading: true)), Case(fault: .answers($0, afterReading: false))]
    }
    static let sessions = [
        Case(fault: .forgetsSession), Case(fault: .damagesUpload), Case(fault: .sendsElsewhere, login: .bearer),
        Case(fault: .sendsElsewhere, login: .basic),
    ]
    static let logins = [
        Case(login: .basic), Case(login: .bearer),
        Case(fault: .refusesFirstToken, login: .bearer), Case(fault: .tokensRunOut, login: .bearer),
        Case(fault: .changesLoginMidway, login: .basic),
        Case(fault: .changesLoginMidway, login: .bearer), Case(fault: .loginRunsOut(401), login: .basic),
        Case(fault: .loginRunsOut(403), login: .basic),
    ]
    static let manners =
        [404, 405, 411, 413, 501].map { Case(fault: .refusesWhole($0), piece: 1_000_000) } + [
            Case(fault: .refusesWhole(405), isECR: true, piece: 1_000_000),
            Case(fault: .dropsPiece, isECR: true, piece: 1_000_000), Case(fault: .dropsPiece, piece: 1_000_000),
            Case(isECR: true), Case(fault: .dropsUpload(after: 2_000_000), isECR: true),
            Case(fault: .refusesWhole(405), login: .bearer, piece: 1_000_000),
            Case(fault: .takesAtMost(2_000_000), piece: 1_500_000),
            Case(fault: .wantsPieces(ofAtLeast: 1_200_000), piece: 1_000_000),
        ]
    static let swept = [
        Case(fault: .sweeps(namesIt: true)), Case(fault: .sweeps(namesIt: false)), Case(fault: .sweepsSilently),
    ]

    @Test(arguments: drops + arrived + answers + sessions + logins + manners + swept)
    func `whatever goes wrong, the image arrives whole`(_ example: Case) async throws {
        let registry = FakeRegistry(
            fault: example.fault, login: example.login, isECR: example.isECR, leastPiece: 1_000_000)
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image(weights: Self.weights)
                func push() async throws -> ImagePush.Summary {
                    try await folder.push(
                        image, to: "\(host)/llamas",
                        renew: { _ in .init(username: "ana", password: registry.state.withLock { $0.password }) },
                        pieceSize: example.piece)
                }
                let summary = try await push()
                let blobs = [image.config] + image.layers.map(\.blob)
                let total = blobs.reduce(0) { $0 + $1.size }
                let state = registry.state.withLock { $0 }
                #expect(state.places["llamas"] == Set(blobs.map { "\($0.digest)" }))
                #expect(state.manifests["chat"] == Array(image.manifestText.utf8))
                #expect(state.strangersSaw.isEmpty)
                // Sessions that broke are not to be trusted.
                #expect(state.replays == 0)
                #expect(summary.sent >= 3)
                if example.isFrugal {
                    #expect(state.received == Int(total))
                    #expect(summary.sentBytes == total)
                }
                let again = try await push()
                #expect(again.sentBytes == 0)
                #expect(registry.state.withLock { $0.received } == state.received)
            }
        }
    }

    @Test func `an upload that nobody takes any more is sent again`() async throws {
        // More than the buffers on the way hold.
        let registry = FakeRegistry(fault: .stalls(after: 100_000))
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image(weights: [UInt8](repeating: 3, count: 40 << 20))
                let summary = try await folder.push(image, to: "\(host)/llamas", patience: .seconds(1))
                #expect(summary.sent == 3)
                #expect(registry.state.withLock { $0.uploads } >= 4)
            }
        }
    }

    @Test func `a real registry takes pieces as it takes a whole`() async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                let image = try await folder.image(weights: Self.weights)
                let reference = try ImageReference("\(registry.host)/llamas")
                let summary = try await withRegistryClient(reference, pieceSize: 1_000_000) { client in
                    _ = client.manner.wasTooLarge(nil)
                    return try await ImagePush(to: reference.name, of: client, store: folder.store)
                        .run(image, tag: "chat")
                }
                #expect(summary.sent == 3)
                #expect(registry.uploads == 3)
                // It has kept what the digests say.
                let layer = image.layers[1].blob
                let other = Store(root: folder.path("other"))
                try await withRegistryClient(reference) { client in
                    _ = try await client.pull(layer, from: "llamas", store: other)
                }
                #expect(other.file(layer.digest)?.size == layer.size)
            }
        }
    }

    @Test func `a limit for requests is found by trying smaller ones`() async throws {
        let registry = FakeRegistry(fault: .takesAtMost(6 << 20))
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image(weights: [UInt8](repeating: 3, count: 16 << 20))
                let summary = try await folder.push(image, to: "\(host)/llamas")
                #expect(summary.sent == 3)
            }
        }
    }

    @Test func `a blob that the registry only says it has is sent, again if need be`() async throws {
        let blob = BytesBlob(noise(50_000))
        let registry = FakeRegistry(fault: .dropsUpload(after: 1))
        registry.state.withLock { _ = $0.ghosts.insert("\(blob.digest)") }
        try await withFakeRegistry(registry) { host in
            let described = Image.Blob(mediaType: MediaType.gzipLayer, digest: blob.digest, size: blob.size)
            try await withRegistryClient(ImageReference("\(host)/llamas")) { client in
                let believed = try await client.place(described, in: "llamas") { blob }
                #expect(believed == .wasThere)
                let doubted = try await client.place(described, in: "llamas", isDoubted: true) { blob }
                #expect(doubted == .sent)
            }
            #expect(registry.state.withLock { $0.blobs["\(blob.digest)"].map { Digest(of: $0) } } == blob.digest)
        }
    }

    @Test func `a registry that wants larger pieces than it takes is given up`() {
        let manner = UploadManner(piece: 8 << 20)
        #expect(manner.wasTooLarge(nil))
        #expect(manner.piece(attempt: 1, least: 10 << 20) == 10 << 20)
        #expect(!manner.wasTooLarge(10 << 20, least: 10 << 20))
        // What another upload tried before is no news.
        #expect(manner.wasTooLarge(50 << 20))
        #expect(manner.piece(attempt: 1) == 8 << 20)
    }

    @Test(arguments: [false, true])
    func `what a stranger asks for is not learnt, and no login goes there`(isRedirect: Bool) async throws {
        let stranger = FakeRegistry(login: .bearer)
        try await withFakeRegistry(stranger) { other in
            try await withHTTPServer({ request in
                if request.uri.path.hasSuffix("/moved") {
                    return Response(status: .temporaryRedirect, headers: [.location: "http://\(other)/session/1"])
                }
                let isKnown = request.headers[.authorization] == RegistryCredentials.ana.basic
                return isKnown
                    ? Response(status: .notFound)
                    : Response(status: .unauthorized, headers: [.wwwAuthenticate: "Basic realm=\"test\""])
            }) { origin in
                let reference = try ImageReference("\(origin.dropFirst("http://".count))/llamas")
                try await withRegistryClient(reference, .ana) { client in
                    let url = try isRedirect ? client.url("llamas/moved") : HTTPURL("http://\(other)/session/1")
                    let error = await #expect(throws: Diagnostic.self) {
                        try await client.attempt(.GET, url, scopes: ["repository:llamas:pull"])
                    }
                    #expect(error?.code.hasPrefix("registry.") == true)
                    // The registry is spoken to as before.
                    #expect(try await client.has(Digest(of: "layer"), in: "llamas") == false)
                }
            }
        }
        #expect(stranger.state.withLock { Set($0.requests) } == ["GET /session/1"])
    }

    @Test(
        arguments: [
            (.liesAboutDigests, "registry.digest"), (.refusesManifests, "registry.refused"),
            (.answers(400, afterReading: true), "registry.refused"),
            (.answers(403, afterReading: true), "registry.denied"),
            (.takesAtMost(1 << 20), "registry.refused"), (.loginRunsOut(401), "registry.credentials.invalid"),
            (.loginRunsOut(403), "registry.denied"),
        ] as [(RegistryFault, String)])
    func `what will not get better is told at once, and nothing is published`(
        fault: RegistryFault, code: String
    ) async throws {
        let registry = FakeRegistry(fault: fault, login: .basic)
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let error = await #expect(throws: Diagnostic.self) {
                    try await folder.push(folder.image(weights: Self.weights), to: "\(host)/llamas")
                }
                #expect(error?.code == code)
                let state = registry.state.withLock { $0 }
                #expect(state.manifests.isEmpty)
                // Three blobs at once, and none of them more than a few times.
                #expect(state.uploads < 12)
            }
        }
    }

    @Test func `a registry that fails for good ends in its own words`() async throws {
        let attempts = Mutex(0)
        try await withScratchFolder { folder in
            try await withHTTPServer({ _ in
                attempts.withLock { $0 += 1 }
                return .init(status: .serviceUnavailable)
            }) { origin in
                let host = origin.dropFirst("http://".count)
                let error = await #expect(throws: Diagnostic.self) {
                    try await folder.push(folder.image(), to: "\(host)/llamas")
                }
                #expect(error?.code == "registry.unavailable")
                #expect(attempts.withLock { $0 } > 1)
            }
        }
    }

    @Test(arguments: [FakeRegistry.Login.basic, .bearer])
    func `bad credentials are told apart from none, and no text shows them`(login: FakeRegistry.Login) async throws {
        let registry = FakeRegistry(login: login)
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image()
                let bad = [
                    (RegistryCredentials(username: "ana", password: "wrong-secret"), "registry.credentials.invalid"),
                    (nil, "registry.credentials.missing"),
                ]
                for (credentials, code) in bad {
                    let error = await #expect(throws: Diagnostic.self) {
                        try await folder.push(image, to: "\(host)/llamas", credentials: credentials)
                    }
                    #expect(error?.code == code)
                    #expect(error?.help?.contains("docker login \(host)") == true)
                    #expect("\(String(describing: error))".contains("wrong-secret") == false)
                }
            }
        }
    }

    @Test func `an identity token is traded for tokens`() async throws {
        let registry = FakeRegistry(login: .bearer)
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image()
                let token = RegistryCredentials(username: "<token>", password: FakeRegistry.identityToken)
                #expect(try await folder.push(image, to: "\(host)/llamas", credentials: token).sent == 3)
                #expect(registry.state.withLock { $0.requests }.contains("POST /token"))
                let error = await #expect(throws: Diagnostic.self) {
                    try await folder.push(
                        image, to: "\(host)/llamas", credentials: .init(identityToken: "old-secret"))
                }
                #expect(error?.code == "registry.credentials.invalid")
                #expect("\(String(describing: error))".contains("old-secret") == false)
            }
        }
    }
}

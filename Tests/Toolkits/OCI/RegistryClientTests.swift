import RecuaCore
import RecuaHTTP
import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaOCI

@Suite struct RegistryClientTests {
    @Test(arguments: [FakeRegistry.Login.basic, .bearer])
    func `the registry is asked what it wants before anything is sent`(login: FakeRegistry.Login) async throws {
        let registry = FakeRegistry(login: login)
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image()
                _ = try await folder.push(image, to: "\(host)/llamas")
                let requests = registry.state.withLock { $0.requests }
                #expect(requests.first == "GET /v2/")
                #expect(registry.state.withLock { $0.uploads } == 3)
            }
        }
    }

    @Test func `a layer is mounted from any repository that it was sent to before`() async throws {
        let registry = FakeRegistry()
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image()
                for name in ["one", "two"] { _ = try await folder.push(image, to: "\(host)/\(name)") }
                // The last one is asked first, and does not have it any more.
                registry.state.withLock { $0.places["two"] = nil }
                let summary = try await folder.push(image, to: "\(host)/three")
                #expect(summary.mounted == 3)
                #expect(summary.sentBytes == 0)
                #expect(registry.state.withLock { $0.sessions.count } == 3)
                #expect(registry.state.withLock { $0.requests.count { $0.hasPrefix("DELETE /session/") } } == 3)
                // One process's knowledge is the other's.
                let again = try await folder.push(image, to: "\(host)/four")
                #expect(again.mounted == 3)
            }
        }
    }

    @Test(arguments: [RegistryFault.mountsNothing, .refusesMounts(403), .refusesMounts(404), .refusesMounts(400)])
    func `what cannot be mounted is sent, and not asked for again`(fault: RegistryFault) async throws {
        let registry = FakeRegistry(fault: fault)
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image()
                _ = try await folder.push(image, to: "\(host)/one")
                let summary = try await folder.push(image, to: "\(host)/two")
                #expect(summary.sent == 3)
                #expect(summary.mounted == 0)
                let places = BlobPlaces(folder.store, host: host)
                #expect(places.repositories(holding: image.config.digest) == ["two"])
            }
        }
    }

    @Test func `a layer that is there is not even opened`() async throws {
        let registry = FakeRegistry()
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image()
                _ = try await folder.push(image, to: "\(host)/one")
                let received = registry.state.withLock { $0.received }
                for entry in image.layers.flatMap(\.entries) { try Files.remove(entry.source.path) }
                #expect(try await folder.push(image, to: "\(host)/one").wereThere == 3)
                #expect(try await folder.push(image, to: "\(host)/two").mounted == 3)
                #expect(registry.state.withLock { $0.received } == received)
            }
        }
    }

    @Test func `a file that changed since the image was made is not published`() async throws {
        let registry = FakeRegistry()
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image(weights: noise(3_000_000))
                try Files.write(noise(3_000_000, seed: 9), to: image.layers[1].entries[0].source.path)
                let error = await #expect(throws: Diagnostic.self) {
                    try await folder.push(image, to: "\(host)/llamas")
                }
                #expect(error?.code == "store.changed")
                let state = registry.state.withLock { $0 }
                #expect(state.manifests.isEmpty)
                #expect(state.blobs["\(image.layers[1].blob.digest)"] == nil)
            }
        }
    }

    @Test func `a repository that is missing is named`() async throws {
        try await withScratchFolder { folder in
            try await withFakeRegistry(FakeRegistry()) { host in
                let error = await #expect(throws: Diagnostic.self) {
                    try await folder.push(folder.image(), to: "\(host)/missing")
                }
                #expect(error?.code == "registry.repository-missing")
            }
        }
    }

    @Test(arguments: [400, 403, 405, 409, 412])
    func `a tag that the registry keeps is told, and the digest is published`(status: Int) async throws {
        let registry = FakeRegistry(fault: .keepsTags(status))
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let first = try await folder.image()
                let second = try await folder.image(engine: SampleProgram.elf(size: 9000))
                #expect(try await folder.push(first, to: "\(host)/llamas").isTagSet)
                #expect(try await folder.push(second, to: "\(host)/llamas").isTagSet == false)
                #expect(try await folder.push(first, to: "\(host)/llamas").isTagSet)
                let manifests = registry.state.withLock { $0.manifests }
                #expect(manifests["chat"] == Array(first.manifestText.utf8))
                #expect(manifests["\(second.manifest.digest)"] == Array(second.manifestText.utf8))
            }
        }
    }

    @Test func `two images pushed at once send what they share once`() async throws {
        let registry = FakeRegistry()
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let images = [try await folder.image(), try await folder.image(engine: SampleProgram.elf(size: 9000))]
                let gate = KeyedGate()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for image in images {
                        group.addTask { _ = try await folder.push(image, to: "\(host)/llamas", gate: gate) }
                    }
                    try await group.waitForAll()
                }
                // Two engines, two configurations, one file of weights.
                #expect(registry.state.withLock { $0.uploads } == 5)
            }
        }
    }

    @Test func `two pushed at once to two repositories send what they share once, too`() async throws {
        let registry = FakeRegistry()
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image()
                let gate = KeyedGate()
                try await withThrowingTaskGroup(of: ImagePush.Summary.self) { group in
                    for name in ["one", "two"] {
                        group.addTask { try await folder.push(image, to: "\(host)/\(name)", gate: gate) }
                    }
                    let summaries = try await group.reduce(into: [ImagePush.Summary]()) { $0.append($1) }
                    #expect(summaries.map { $0.sent + $0.mounted } == [3, 3])
                    #expect(summaries.reduce(0) { $0 + $1.sent } == 3)
                }
                #expect(registry.state.withLock { $0.uploads } == 3)
            }
        }
    }

    @Test func `layers of a base are mounted from where the base was read`() async throws {
        let registry = FakeRegistry()
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                var image = try await folder.image()
                try await folder.push(image, to: "\(host)/base")
                // Another machine, which has read the base and is to publish an image upon it.
                let other = Store(root: folder.path("other"))
                let reference = try ImageReference("\(host)/base:chat")
                for index in image.layers.indices {
                    let blob = image.layers[index].blob
                    image.layers[index].file = try await withRegistryClient(reference) { client in
                        try await RegistryImage(reference, in: client).blob(blob, store: other)
                    }
                }
                let summary = try await folder.push(image, to: "\(host)/llamas", store: other)
                #expect(summary.mounted == 2)
                #expect(summary.sentBytes == image.config.size)
            }
        }
    }

    @Test func `progress ends at the whole, and goes back when bytes are sent again`() async throws {
        let registry = FakeRegistry(fault: .dropsUpload(after: 2_000_000))
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image(weights: noise(3_000_000))
                let reports = Mutex<[Int64]>([])
                _ = try await folder.push(
                    image, to: "\(host)/llamas",
                    onProgress: { done, _ in reports.withLock { $0.append(done) } })
                let seen = reports.withLock { $0 }
                #expect(seen.last == image.config.size + image.layers.reduce(0) { $0 + $1.blob.size })
                #expect(zip(seen, seen.dropFirst()).contains { $0 > $1 })
            }
        }
    }

    @Test(arguments: [
        ("http://registry.example/upload/1", false), ("https://cdn.example/upload/1", true), ("/upload/1?a=b", true),
        ("//cdn.example/upload/1", true), ("ftp://registry.example/1", false),
        ("https://169.254.169.254/latest", false),
        ("https://127.0.0.1/upload/1", false), ("https://[::1]:8443/upload/1", false),
    ])
    func `an upload never goes from HTTPS to plain HTTP, nor to this machine`(location: String, isTaken: Bool) throws {
        let url = try HTTPURL("https://registry.example/v2/llamas/blobs/uploads/")
        let session = try? RegistryClient.session(location: location, at: url)
        #expect((session != nil) == isTaken)
        #expect(session?.scheme != .http)
        #expect(throws: Diagnostic.self) { try RegistryClient.session(location: nil, at: url) }
    }

    @Test func `a pulled blob is what its digest says, or is refused`() async throws {
        let registry = FakeRegistry()
        try await withScratchFolder { folder in
            try await withFakeRegistry(registry) { host in
                let image = try await folder.image()
                _ = try await folder.push(image, to: "\(host)/llamas")
                let reference = try ImageReference("\(host)/llamas:chat")
                let other = Store(root: folder.path("other"))
                let found = try await withRegistryClient(reference) { client in
                    try await RegistryImage(reference, in: client).image(for: .amd64, store: other)
                }
                #expect(found.digest == image.manifest.digest)
                let layer = image.layers[0].blob
                registry.state.withLock { $0.blobs["\(layer.digest)"]?[100] ^= 1 }
                let error = await #expect(throws: Diagnostic.self) {
                    try await withRegistryClient(reference) { try await $0.pull(layer, from: "llamas", store: other) }
                }
                #expect(error?.code == "registry.digest")
                #expect(other.file(layer.digest) == nil)
                #expect(try Files.list("\(other.root)/partial").isEmpty)
            }
        }
    }

    @Test func `one file is taken out of an image`() async throws {
        try await withScratchFolder { folder in
            try await ImageLayout.write(image: folder.image(), to: folder.path("layout"), store: folder.store)
            let layout = try ImageLayout(folder.path("layout"))
            let file = try await layout.file(at: ["nowhere", "opt/recua/engine"], for: .amd64, store: folder.store)
            #expect(try Files.read(file.path) == SampleProgram.elf())
            await #expect(throws: Diagnostic.self) {
                try await layout.file(at: ["nowhere"], for: .amd64, store: folder.store)
            }
        }
    }
}

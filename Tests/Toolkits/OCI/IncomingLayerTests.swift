import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaOCI

struct IncomingLayerTests {
    @Test(arguments: [0, 1, 64, 512, 70_000, 700_000], [true, false])
    func `digests made while a file arrives are those of its layer`(size: Int, isPortable: Bool) async throws {
        try await withScratchFolder { folder in
            let start = isPortable ? SampleModel.llamafile() : []
            let bytes = start + noise(size)
            let place = isPortable ? ModelPlace.llamafile(named: "m") : .weights(named: "m")
            let header = ProgramFacts(head: Array(bytes.prefix(8192))).header(for: .arm64) ?? []
            #expect(header.isEmpty != isPortable)
            let incoming = try IncomingLayer(place, size: Int64(bytes.count), header: header)
            for piece in pieces(of: bytes) {
                for observer in incoming.observers { piece.withUnsafeBytes { observer.update($0) } }
            }
            let file = try folder.stored(bytes)
            try incoming.record(file, architecture: .arm64, in: folder.store)
            let entry = Image.Entry(path: place.path, mode: place.mode, source: file, isAssimilated: isPortable)
            let layer = try FileLayer(entries: [entry], architecture: .arm64, store: folder.store)
            let known = try await layer.digests(in: folder.store) { _ in Issue.record("the file was read again") }
            let elsewhere = try await layer.digests(in: Store(root: folder.path("other")))
            #expect(known == elsewhere)
        }
    }

    @Test func `a file that came too short leaves no record`() async throws {
        try await withScratchFolder { folder in
            let incoming = try IncomingLayer(.engine, size: 100, header: [])
            let file = try folder.stored(noise(99))
            try incoming.record(file, architecture: .amd64, in: folder.store)
            #expect(!Files.exists("\(folder.store.root)/records/layers"))
        }
    }

    /// Of sizes that fit no block.
    private func pieces(of bytes: [UInt8]) -> [[UInt8]] {
        var rest = bytes[...]
        var pieces: [[UInt8]] = []
        for size in [1, 7, 40, 600, 65_535, 100_000].cycled(6) {
            pieces.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return pieces + [Array(rest)]
    }
}

extension Array {
    fileprivate func cycled(_ times: Int) -> [Element] { (0..<times).flatMap { _ in self } }
}

import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaExternal

@Suite struct ProgramParamsTests {
    @Test(
        arguments: [
            ("lambda", "function", "arm64", "arm64"), ("lambda", "function", "x86_64", "amd64"),
            ("lambda", "function", nil, nil), ("lambda", "image", "vax", nil), ("local", "function", "vax", nil),
            ("local", "image", "vax", nil), ("knative", "function", "vax", nil), ("knative", "image", "arm64", "arm64"),
            ("knative", "image", "amd64", "amd64"), ("knative", "image", nil, nil),
        ] as [(String, String, String?, String?)])
    func `a program is told the architecture that the model will run on`(
        target: String, section: String, architecture: String?, expected: String?
    ) async throws {
        try await withScratchFolder { folder in
            let sections: JSON = architecture.map { [section: ["architecture": .string($0)]] } ?? [:]
            let stack = StackFacts.testing(folder: folder, target: target)
            let told = ProgramParams.check(sections, in: stack)["stack"]?["architecture"]?.string
            #if arch(arm64)
                let machine = "arm64"
            #else
                let machine = "amd64"
            #endif
            #expect(told == expected ?? machine)
        }
    }

    @Test func `a cancelled step takes nothing into the store, and leaves the program's file`() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write([UInt8](repeating: 7, count: 3 << 20), to: "scratch/a")
            let store = Store(root: folder.path("store"))
            let files = ArtifactFiles(
                program: ProgramIdentity(name: "p", version: nil), store: store,
                given: GivenFolders(scratch: folder.path("scratch"), folder: folder.path("stack"), others: []))
            let artifact: JSON = [
                "path": "a", "sha256": .string(try Store.digest(ofFile: path).hex), "size": .integer(3 << 20),
            ]
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    withUnsafeCurrentTask { $0?.cancel() }
                    #expect(throws: CancellationError.self) { try files.adopted(artifact) }
                }
            }
            #expect(Files.exists(path))
            #expect(!Files.exists("\(store.root)/sha256"))
        }
    }
}

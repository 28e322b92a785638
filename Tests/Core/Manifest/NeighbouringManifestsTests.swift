import RecuaTestSupport
import Testing

@testable import RecuaCore

struct NeighbouringManifestsTests {
    @Test(arguments: [
        ("project: shop\n", ["shop"]), ("recua: 1\nproject: \"shop\" # ours\r\n", ["shop"]),
        ("{recua: 1, project: 'shop', stacks: {}}", ["shop"]), ("{\"recua\":1,\"project\":\"shop\"}", ["shop"]),
        ("  # project: old\nproject : shop", ["shop"]), ("projects: 3\nthe project\np", []),
    ])
    func `a project's name is found however it is written`(text: String, names: [String]) async throws {
        try await withScratchFolder { folder async throws in
            try folder.write(text, to: "recua.yaml")
            #expect(NeighbouringManifests(beside: folder.path(".recua")).projects == Set(names))
        }
    }

    @Test func `copies that tools leave, hidden files and folders are no manifests`() async throws {
        try await withScratchFolder { folder async throws in
            for file in ["recua.yaml.bak", "recua.yaml~", ".recua.yaml", "README.md", "deeper/recua.yaml"] {
                try folder.write("project: old", to: file)
            }
            try folder.write("project: staging", to: "stacks/staging.yml")
            #expect(NeighbouringManifests(beside: folder.path(".recua")).projects == ["staging"])
        }
    }
}

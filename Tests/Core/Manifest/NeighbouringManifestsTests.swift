import Glibc
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

    @Test(arguments: ["&p shop", "!!str shop", ">-\n  shop", "\n  shop", #""sh\u006fp""#, "*p", "$PROJECT"])
    func `where a name cannot be told, none is`(value: String) async throws {
        try await withScratchFolder { folder async throws in
            try folder.write("project: \(value)\n", to: "stacks/recua.yaml")
            #expect(NeighbouringManifests(beside: folder.path(".recua")).projects == nil)
        }
    }

    @Test func `a large file is a manifest by its name, none when it is no text, and a doubt else`() async throws {
        try await withScratchFolder { folder async throws in
            func projects(_ text: String, _ name: String) throws -> Set<String>? {
                defer { try? Files.remove(folder.path(name)) }
                try folder.write(text, to: name)
                return NeighbouringManifests(beside: folder.path(".recua")).projects
            }
            let filling = String(repeating: "a: b\n", count: 20_000)
            #expect(try projects("\(filling)project: shop", "x.yml") == ["shop"])
            #expect(try projects("\0\(filling)project: shop", "weights") == [])
            #expect(try projects("\(filling)project: shop", "x") == nil)
            #expect(try projects("project: shop", "x") == ["shop"])
            #expect(try projects("project: shop", ".hidden.yaml") == ["shop"])
        }
    }

    @Test func `what cannot be read is a doubt`() async throws {
        try await withScratchFolder { folder async throws in
            let manifests = NeighbouringManifests(beside: folder.path(".recua"))
            for name in ["recua.yaml", "stacks"] {
                #expect(symlink(String(repeating: "x", count: 300), folder.path(name)) == 0)
                #expect(manifests.projects == nil)
                try Files.remove(folder.path(name))
                #expect(manifests.projects == [])
            }
        }
    }

    @Test func `copies that tools leave, and folders, are no manifests`() async throws {
        try await withScratchFolder { folder async throws in
            for file in ["recua.yaml.bak", "recua.yaml~", ".recua.yaml.swp", "README.md", "deeper/recua.yaml"] {
                try folder.write("project: old", to: file)
            }
            try folder.write("project: staging", to: "stacks/staging.yml")
            #expect(NeighbouringManifests(beside: folder.path(".recua")).projects == ["staging"])
        }
    }

    private func stacks(in folder: ScratchFolder) throws -> Set<String> {
        try NeighbouringManifests(beside: folder.path(".recua")).stacks(
            of: "shop", by: ManifestReader(environment: [:], workingFolder: folder.path))
    }

    @Test func `the stacks of all manifests of the project are found, and of no others`() async throws {
        try await withScratchFolder { folder async throws in
            try folder.write("recua: 1\nproject: shop\nstacks: { one: {} }\n", to: "recua.yaml")
            try folder.write("recua: 1\nproject: &p shop\nstacks: { two: {} }\n", to: "stacks/two.yml")
            try folder.write("{recua: 1, project: \"shop\", stacks: {three: {}}}", to: "stacks/three")
            try folder.write("recua: 1\nproject: other\nstacks: { four: [\n", to: "stacks/other.yaml")
            try folder.write("recua: 1\nproject: shop\nstacks: { five: {} }\n", to: "recua.yaml.bak")
            #expect(try stacks(in: folder) == ["one", "two", "three"])
        }
    }

    @Test func `what only mentions a project is no manifest of it`() async throws {
        try await withScratchFolder { folder async throws in
            try folder.write("include: { project: shop/ci, file: x.yml }\n", to: ".gitlab-ci.yml")
            try folder.write("project: shop\nservices: [\n", to: "compose.yaml")
            #expect(try stacks(in: folder) == [])
        }
    }

    @Test(arguments: [
        "stacks: [", "stacks:\n  - two", "stack: { two: {} }", "stacks: { one: {} }\nstacks: { two: {} }",
        "stacks: { Two: {} }", "stacks: { two: {} }\nfrobnicate: 1",
    ])
    func `a manifest with a mistake is named, since nobody knows what it declares`(rest: String) async throws {
        try await withScratchFolder { folder async throws in
            try folder.write("recua: 1\nproject: shop\n\(rest)\n", to: "other.yaml")
            let problem = #expect(throws: Diagnostic.self) { try stacks(in: folder) }
            #expect(problem?.code == "manifest.neighbour" && problem?.message.contains("other.yaml") == true)
            #expect(problem?.related.isEmpty == false)
        }
    }

    @Test func `what commands have written beside manifests is none of them`() async throws {
        try await withScratchFolder { folder async throws in
            for text in [
                #"{"recua": "1.0", "recuaPlan": 1, "project": "shop", "stacks": []}"#,
                #"{"version": 1, "project": "shop", "runs": [{"recua": "1.0"}], "stacks": []}"#,
            ] {
                try folder.write(text, to: "t.plan")
                #expect(try stacks(in: folder) == [])
            }
        }
    }

    @Test func `a file without stacks, and a lock file that cannot be read, hide none`() async throws {
        try await withScratchFolder { folder async throws in
            try folder.write("recua: 1\nproject: shop\ndefaults: { target: shelf }\n", to: "stacks/all.yaml")
            try folder.write("recua: 1\nproject: shop\nstacks: { one: {} }\n", to: "stacks/one.yaml")
            try folder.write("{", to: "stacks/recua.lock")
            #expect(try stacks(in: folder) == ["one"])
        }
    }

    @Test(arguments: ["recua: 1\nproject: *p\n"])
    func `a manifest that cannot be read is named`(text: String) async throws {
        try await withScratchFolder { folder async throws in
            try folder.write(text, to: "stacks/b.yaml")
            let problem = #expect(throws: Diagnostic.self) { try stacks(in: folder) }
            #expect(problem?.code == "manifest.neighbour" && problem?.message.contains("stacks/b.yaml") == true)
        }
    }
}

import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

struct NeighbouringManifestsTests {
    private func owners(in folder: ScratchFolder) -> NeighbouringManifests.Owners {
        NeighbouringManifests(beside: folder.path(".recua")).owners(of: ["shop", "staging"])
    }

    @Test(arguments: [
        "recua: 1\nproject: shop\n", "recua: 1\nproject: \"shop\" # ours\r\n",
        "{recua: 1, project: 'shop', stacks: {}}",
        "{\"recua\":1,\"project\":\"shop\"}", "  # project: old\nproject : shop\nrecua : 1",
        "recua: 1\nproject: &p shop", "recua: 1\nproject: !!str shop", "recua: 1\nproject: >-\n  shop",
        "recua: 1\nproject:\n  shop", #"{recua: 1, project: "sh\u006fp"}"#,
        "recua: 1\nproject: shop\nstacks: { Two: {} }\nfrobnicate: 1",
    ])
    func `a project's name is found however it is written, whatever is wrong with the rest`(text: String) async throws {
        try await withScratchFolder { folder async throws in
            try folder.write(text, to: "recua.yaml")
            let owners = owners(in: folder)
            #expect(owners.manifests == ["shop": folder.path("recua.yaml")] && owners.doubts.isEmpty, "\(owners)")
        }
    }

    @Test(arguments: [
        "project: shop\n", "projects: 3\nthe project\np", "# recua: 1\nproject: shop",
        #"{"parserOptions": {"project": "./tsconfig.json"}}"#, "project: My models\n",
        "recua: { script: make }\ninclude: { project: shop/ci }", "project: shop\nrecua-x: 1\nx: {recua: 1}\n",
        #"{"recua": "1.0", "recuaPlan": 1, "project": "shop", "stacks": []}"#,
        #"{"version": 1, "project": "shop", "runs": [{"recua": "1.0"}], "stacks": []}"#,
        "{\"recua\":\"1.0\"}\n{\"project\":\"shop\"}\n", "recua: 1\nproject: other\nstacks: [",
    ])
    func `what is no manifest, and the manifest of another project, tells nothing of one`(text: String) async throws {
        try await withScratchFolder { folder async throws in
            for name in ["notes.txt", "stacks/other.yml"] {
                try folder.write(text, to: name)
                let owners = owners(in: folder)
                #expect(owners.manifests.isEmpty && owners.doubts.isEmpty, "\(owners)")
            }
        }
    }

    @Test(arguments: [
        ("project: shop\nstacks: [", ["shop"]), ("project: *p", ["shop", "staging"]),
        ("project: My models", ["shop", "staging"]), ("project: $PROJECT", ["shop", "staging"]),
    ])
    func `where a manifest's project cannot be told, it is a doubt`(rest: String, projects: [String]) async throws {
        try await withScratchFolder { folder async throws in
            try folder.write("recua: 1\n\(rest)\n", to: "stacks/recua.yaml")
            let owners = owners(in: folder)
            #expect(owners.manifests.isEmpty && owners.doubts.map(\.projects) == [Set(projects)], "\(owners)")
            #expect(owners.doubts.first?.related.isEmpty == false && owners.doubt(about: "shop") != nil)
        }
    }

    @Test func `a project with a manifest that can be read is in no doubt`() async throws {
        try await withScratchFolder { folder async throws in
            try folder.write("recua: 1\nproject: *p\n", to: "broken.yaml")
            try folder.write("recua: 1\nproject: shop\n", to: "stacks/shop.yaml")
            let owners = owners(in: folder)
            #expect(owners.doubt(about: "shop") == nil && owners.doubt(about: "staging") != nil, "\(owners)")
        }
    }

    @Test func `a large file is a manifest by what it says, and none when it is no text`() async throws {
        try await withScratchFolder { folder async throws in
            let filling = "recua: 1\n\(String(repeating: "# a: b\n", count: 20_000))"
            func isManifest(_ text: String, _ name: String) throws -> Bool {
                defer { try? Files.remove(folder.path(name)) }
                try folder.write(text, to: name)
                return owners(in: folder).manifests["shop"] == folder.path(name)
            }
            #expect(try isManifest("\(filling)project: shop", "x.yml"))
            #expect(try isManifest("\(filling)project: shop", "x"))
            #expect(try !isManifest("\0\(filling)project: shop", "weights"))
            #expect(try isManifest("recua: 1\nproject: shop", ".hidden.yaml"))
        }
    }

    @Test func `what cannot be read is a doubt`() async throws {
        try await withScratchFolder { folder async throws in
            for name in ["recua.yaml", "stacks"] {
                #expect(symlink(String(repeating: "x", count: 300), folder.path(name)) == 0)
                #expect(owners(in: folder).doubt(about: "shop") != nil)
                try Files.remove(folder.path(name))
                #expect(owners(in: folder).doubt(about: "shop") == nil)
            }
        }
    }

    @Test func `copies that tools leave, and folders, are no manifests`() async throws {
        try await withScratchFolder { folder async throws in
            for file in ["recua.yaml.bak", "recua.yaml~", ".recua.yaml.swp", "README.md", "deeper/recua.yaml"] {
                try folder.write("recua: 1\nproject: shop", to: file)
            }
            try folder.write("recua: 1\nproject: staging", to: "stacks/staging.yml")
            #expect(owners(in: folder).manifests == ["staging": folder.path("stacks/staging.yml")])
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

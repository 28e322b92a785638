import RecuaCore
import RecuaTestSupport
import Testing

/// What the pages of hooks and of the example plugins show: manifests, and what `recua` says of them.
@Suite struct PageTests {
    /// A project that has the example plugins, in which the pages are tried.
    private static func withPage(
        _ name: String, _ body: (GuidePage, Reader) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            let reader = try await Reader(in: scratch)
            try await reader.type("cp -R ../recua/stacks/plugins . && mkdir scripts && touch scripts/budget.py")
            try await reader.type("chmod +x scripts/budget.py")
            try await body(try GuidePage("\(RecuaBinary.package)/docs/\(name).md"), reader)
        }
    }

    /// As the page has it, or what it belongs to around it.
    private static func manifest(_ text: String) -> String {
        let stack = "stacks:\n  chat:\n    target: local\n    model: { llamafile: chat.llamafile }\n"
        return "recua: 1\nproject: llamas\n\(text.hasPrefix("    ") ? stack : "")\(text)\n"
    }

    @Test(arguments: ["hooks", "knative", "webhook", "wheel"]) func `the manifests of a page are valid`(
        name: String
    ) async throws {
        try await Self.withPage(name) { page, reader in
            let manifests = page.fences.filter { $0.words == ["yaml"] }
            #expect(!manifests.isEmpty)
            for fence in manifests {
                try reader.write(Self.manifest(fence.text), to: "recua.yaml")
                let said = try await reader.type("recua validate")
                #expect(said == "1 stack valid\n", "line \(fence.line)")
            }
        }
    }

    @Test(arguments: ["knative", "wheel"]) func `the plans of a page are what is printed`(name: String) async throws {
        try await Self.withPage(name) { page, reader in
            var count = 0
            for fence in page.fences {
                if fence.words == ["yaml"] { try reader.write(Self.manifest(fence.text), to: "recua.yaml") }
                let lines = fence.text.split(separator: "\n", maxSplits: 1).map(String.init)
                guard lines.count == 2, lines[0].hasPrefix("$ recua plan"), !lines[0].contains("--refresh") else {
                    continue
                }
                // The demo's manifests are a project of their own.
                if lines[0].contains(" stacks/") {
                    try await reader.type("cp -R ../recua/stacks . && rm -rf stacks/.recua")
                }
                let said = try await reader.type(String(lines[0].dropFirst(2)))
                #expect(reader.plain(said) == reader.plain(lines[1]), "line \(fence.line)")
                count += 1
            }
            #expect(count > 0)
        }
    }

    /// `scripts/outside` builds that package.
    @Test(arguments: ["docs/plugins.md", "README.md", "Sources/Core/RecuaCore.docc/FirstPlugin.md"])
    func `what compiles a plugin in is written as in the package that is built outside`(page: String) throws {
        let call = /await Recua\.main\(plugins: \[(.*?)\]\)/
        let built = try Files.readText("\(RecuaBinary.package)/Tests/Outside/llamas/Sources/llamas/main.swift")
        let plugin = try #require(built.firstMatch(of: call)).output.1
        let shown = try Files.readText("\(RecuaBinary.package)/\(page)").matches(of: call).map(\.output.1)
        #expect(!shown.isEmpty)
        for words in shown { #expect(words.replacing("Words", with: "Greet") == plugin, "\(words)") }
    }
}

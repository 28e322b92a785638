import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaOCI

@Suite struct ImageLinterTests {
    /// Something that Lambda would refuse.
    struct Flaw: Sendable, CustomTestStringConvertible {
        let code: String
        let apply: @Sendable (inout LintSubject) -> Void
        var testDescription: String { code }
    }

    static let flaws = [
        Flaw(code: "image.lint.index") { $0.manifest["mediaType"] = .string(MediaType.index) },
        Flaw(code: "image.lint.layer-format") { $0.layers[0].mediaType = MediaType.layer },
        Flaw(code: "image.lint.layer-format") { $0.layers[0].mediaType = MediaType.layer + "+zstd" },
        Flaw(code: "image.lint.parent-folders") { $0.layers[0].entries.removeFirst() },
        Flaw(code: "image.lint.parent-folders") { $0.layers[0].entries.reverse() },
        Flaw(code: "image.lint.hard-link") { $0.layers[0].entries[2].kind = .hardLink },
        Flaw(code: "image.lint.unreadable") { $0.layers[0].entries[2].mode = 0o600 },
        Flaw(code: "image.lint.unreadable") { $0.layers[0].entries[0].mode = 0o744 },
        Flaw(code: "image.lint.history") { $0.config["history"] = [] },
        Flaw(code: "image.lint.history") { $0.config["history"] = nil },
        Flaw(code: "image.lint.size") { $0.layers[1].size = 10 << 30 },
        Flaw(code: "image.lint.architecture") { $0.architecture = .arm64 },
        Flaw(code: "image.lint.architecture") { $0.config["architecture"] = "riscv64" },
    ]

    @Test(arguments: flaws)
    func `what Lambda would refuse is found`(flaw: Flaw) async throws {
        try await withScratchFolder { folder in
            var subject = try LintSubject(await folder.image(), architecture: .amd64)
            #expect(ImageLinter.check(subject).isEmpty)
            flaw.apply(&subject)
            let found = ImageLinter.check(subject)
            #expect(Set(found.map(\.code)).contains(flaw.code))
            #expect(found.allSatisfy { $0.help?.isEmpty == false })
        }
    }

    @Test func `a layout on disk is checked by what is in its layers`() async throws {
        try await withScratchFolder { folder in
            let layout = folder.path("layout")
            try await ImageLayout.write(image: folder.image(), to: layout, store: folder.store)
            #expect(try await ImageLinter.check(layout: layout, store: folder.store).isEmpty)
            let wrong = try await ImageLinter.check(layout: layout, architecture: .amd64, store: folder.store)
            #expect(wrong.isEmpty)
        }
    }
}

import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaOCI

@Suite struct ImageLinterTests {
    @Test(arguments: LintFlaw.all)
    func `what Lambda would refuse is found`(flaw: LintFlaw) async throws {
        try await withScratchFolder { folder in
            var subject = try await folder.subject()
            #expect(ImageLinter.check(subject).isEmpty)
            flaw.apply(&subject)
            let found = ImageLinter.check(subject)
            #expect(found.contains { $0.code == flaw.code && $0.severity == .error }, "\(found)")
            #expect(found.allSatisfy { $0.help?.isEmpty == false })
        }
    }

    @Test func `every rule has a code of its own, says what it prevents, and has a flaw that breaks it`() {
        let codes = LintRule.all.map(\.code)
        #expect(Set(codes).count == codes.count)
        #expect(codes.allSatisfy { $0.hasPrefix("image.lint.") })
        #expect(Set(LintFlaw.all.map(\.code)) == Set(codes))
        #expect(LintRule.all.allSatisfy { !$0.prevents.isEmpty })
    }

    @Test func `a flaw breaks no rule but its own`() async throws {
        try await withScratchFolder { folder in
            let sound = try await folder.subject()
            for flaw in LintFlaw.all where !flaw.bringsOthers {
                var subject = sound
                flaw.apply(&subject)
                #expect(Set(ImageLinter.check(subject).map(\.code)) == [flaw.code], "\(flaw)")
            }
        }
    }

    @Test func `what is in a base image is somebody else's choice, and a warning`() async throws {
        try await withScratchFolder { folder in
            var subject = try await folder.subject()
            subject.layers[0].role = "base"
            subject.layers[0].entries?.removeFirst()
            #expect(ImageLinter.check(subject).map(\.severity) == [.warning])
        }
    }

    @Test func `what is only advice is no reason to call another maker's image refused`() async throws {
        try await withScratchFolder { folder in
            var subject = try await folder.subject()
            for index in subject.layers.indices { subject.layers[index].role = nil }
            subject.layers[0].entries?.append(TarEntry(path: "opt/link", kind: .hardLink, mode: 0o644, target: "opt"))
            #expect(ImageLinter.check(subject).map(\.severity) == [.warning])
            subject.layers[0].entries?.removeFirst()
            #expect(ImageLinter.check(subject).map(\.severity) == [.error, .warning])
        }
    }

    @Test func `an image of Recua's own is linted without opening its files`() async throws {
        try await withScratchFolder { folder in
            let image = try await folder.image()
            try Files.remove(folder.path("store"))
            #expect(ImageLinter.check(try LintSubject(image, architecture: .amd64)).isEmpty)
        }
    }
}

import RecuaCore
import RecuaSamplePlugin
import RecuaTestSupport
import Testing

/// What a plugin is and does does not depend on whether it is compiled in.
@Suite struct SamenessTests {
    @Test func `a program describes itself as its plugin does`() async throws {
        try await withStand { stand in
            var outside = stand.outside.descriptor
            #expect(outside.program != nil)
            outside.program = nil
            // A program is told the processor, so that always counts for it.
            outside.facts.remove(.machine)
            var inside = stand.inside.descriptor
            #expect(outside.sections.map { $0.schema.jsonSchema() } == inside.sections.map { $0.schema.jsonSchema() })
            // JSON Schema keeps no order of keys.
            (outside.sections, inside.sections) = ([], [])
            #expect(outside == inside)
        }
    }

    @Test(arguments: ["answer", "fail"])
    func `both have the same against a stack`(deed: String) async throws {
        try await withStand { stand in
            let sections = Stand.sections(deed)
            let findings = try await stand.inside.check(sections, in: stand.stack)
            #expect(findings.isEmpty == (deed == "answer"))
            let outside = try await stand.outside.check(sections, in: stand.stack)
            // Recua shows what a program says of no place at the program's own section.
            let placed = findings.map { finding in
                var finding = finding
                finding.pointer = finding.pointer ?? "/\(stand.inside.descriptor.sections[0].name)"
                return finding
            }
            #expect(outside == placed)
        }
    }

    @Test func `both foresee the same`() async throws {
        try await withStand { stand in
            let old: JSON = ["word": "old", "token": "t"]
            for (input, earlier, prior) in [
                (JSON?.some(["word": "a"]), JSON?.none, JSON?.none), (nil, ["word": "b"], old), (nil, nil, nil),
            ] {
                let outlook = Outlook(
                    stack: stand.stack, sections: Stand.sections("answer"),
                    inputs: input.map { ["sample-input": $0] } ?? [:],
                    earlier: earlier.map { ["sample-input": $0] } ?? [:], prior: prior,
                    store: Store(root: stand.folder.path("store")), folder: stand.folder.path("stack"))
                let forecasts = try await stand.inside.forecast(outlook)
                #expect(forecasts.count == 2)
                let outside = try await stand.outside.forecast(outlook)
                #expect(outside == forecasts)
            }
        }
    }

    @Test func `both make the same artifact, and say the same meanwhile`() async throws {
        let variables = ["SAMPLE_WORD": "yes", "LC_ALL": "C", "OTHER": "no"]
        try await withStand(environment: variables) { stand in
            let given = ["SAMPLE_WORD": "yes", "LC_ALL": "C"]
            let step = try stand.step(environment: given)
            let artifact = try await stand.inside.run(step)
            #expect(artifact["word"] == "hello")
            #expect(artifact["token"] == "token-1")
            #expect(artifact["memory"] == 1024)
            #expect(artifact["variables"] == ["SAMPLE_WORD": "yes", "LC_ALL": "C"])
            #expect(try await stand.outside.run(step) == artifact)
            let said = StepMessage.log(level: .notice, message: "answering demo")
            #expect(stand.messages.all.filter { $0 == said }.count == 2)
        }
    }

    @Test(arguments: ["fail", "failTwice", "break", "lackCredentials"])
    func `both fail for the same reasons`(deed: String) async throws {
        try await withStand { stand in
            let step = try stand.step(deed)
            let reasons = await diagnostics { try await stand.inside.run(step) }
            #expect(!reasons.isEmpty)
            let outside = await diagnostics { try await stand.outside.run(step) } + stand.messages.diagnostics
            #expect(outside == reasons)
        }
    }

    @Test func `both show what there is to show of a run that fails`() async throws {
        try await withStand { stand in
            let step = try stand.step("failWithOutput")
            for provider in stand.both {
                do {
                    _ = try await provider.run(step)
                    Issue.record("it did not fail")
                } catch let failed as FailedOutput {
                    #expect(failed.artifact["word"] == "hello")
                    #expect(failed.problems.map(\.code) == ["sample.refused"])
                }
            }
        }
    }

    @Test func `both are told why what they may lack did not come to be`() async throws {
        try await withStand { stand in
            let problem = StepFailure.Problem(code: "smoke.failed", message: "it said nothing", notes: ["not a word"])
            let failure = StepFailure(step: "smoke", problems: [problem], artifact: ["url": "https://example.com"])
            let step = try stand.step("answer", failures: ["sample-rumour": failure])
            for provider in stand.both {
                let artifact = try await provider.run(step)
                #expect(
                    artifact["rumours"] == ["smoke: it said nothing: not a word: {\"url\":\"https://example.com\"}"])
            }
        }
    }

    @Test func `a file that a run adds to the store is in the host's store afterwards`() async throws {
        try await withStand { stand in
            let step = try stand.step("file")
            let artifact = try await stand.outside.run(step)
            let file = try artifact["file"]?.decode(StoredFile.self)
            #expect(file?.sha256 == Digest(of: "made by demo"))
            #expect(file?.path == step.host.store.path(of: Digest(of: "made by demo")))
            #expect(try Files.readText(file?.path ?? "") == "made by demo")
            #expect(try await stand.inside.run(step) == artifact)
        }
    }

    @Test(arguments: ["same", "gone"])
    func `both find the same in the world`(word: String) async throws {
        try await withStand { stand in
            let step = try stand.step()
            let recorded: JSON = ["word": .string(word), "token": "t"]
            let inside = try await stand.inside.observe(recorded, step)
            #expect(try await stand.outside.observe(recorded, step) == inside)
            let failing = try stand.step("fail")
            let reasons = await diagnostics { try await stand.inside.observe(recorded, failing) }
            let outside = await diagnostics { try await stand.outside.observe(recorded, failing) }
            #expect(outside == reasons)
        }
    }

    @Test func `what has drifted is told in a sentence`() async throws {
        try await withStand { stand in
            let found = try await stand.outside.observe(["word": "old", "token": "t"], try stand.step())
            guard case .drifted(let artifact, let differences) = found else {
                Issue.record("not drifted")
                return
            }
            #expect(artifact == ["word": "other", "token": ""])
            #expect(differences.map(\.description) == ["word was old and is other; its roof is missing"])
        }
    }

    @Test func `both take over what a cut-off run left, and find what is on no record`() async throws {
        try await withStand { stand in
            for provider in stand.both {
                let left = try await provider.observe(nil, try stand.step())
                #expect(left == .present(["word": "left", "token": "token-1"]))
                let found = try await provider.find(try stand.step(token: ""))
                let fingerprint = Digest(of: "what it is made of").short
                #expect(found == .present(["word": "hello", "token": .string(fingerprint)]))
            }
        }
    }

    @Test func `both take down the same way`() async throws {
        try await withStand { stand in
            for provider in stand.both {
                try await provider.destroy(["word": "hello", "token": "t"], try stand.step())
                try await provider.destroy(nil, try stand.step())
                let failing = try stand.step("fail")
                #expect(
                    await diagnostics { try await provider.destroy(nil, failing) }.map(\.code) == ["sample.refused"])
            }
            #expect(stand.messages.log.filter { $0 == "hello is gone" }.count == 2)
            #expect(stand.messages.log.filter { $0 == "nothing is gone" }.count == 2)
        }
    }
}

extension StepMessages {
    /// What was told of the sections.
    var diagnostics: [Diagnostic] {
        all.compactMap { if case .diagnostic(let diagnostic) = $0 { diagnostic } else { nil } }
    }
}

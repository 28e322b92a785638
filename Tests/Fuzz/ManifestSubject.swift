@testable import RecuaCore

enum ManifestSubject {
    static func test(_ bytes: [UInt8]) {
        let parts = bytes.split(separator: 0, omittingEmptySubsequences: false).map(Array.init)
        let text = parts[0]
        let words = parts.dropFirst().map { String(decoding: $0, as: UTF8.self) }
        guard let parsed = Laws.attempt(in: text.count, { try parse(text) }) else { return }
        // Half of the inputs with the lock file that is not there.
        let manifest = Laws.attempt(in: text.count) {
            try parsed.resolve(
                descriptors: descriptors, profile: words.first, overrides: Array(words.dropFirst().prefix(3)),
                locking: text.count.isMultiple(of: 2) ? .used : .required)
        }
        manifest?.stacks.forEach(test)
    }

    private static func parse(_ text: [UInt8]) throws -> ParsedManifest {
        let file = try ManifestFile(shown: "fuzz.yaml", path: location.files[0].path, bytes: text)
        let environment = ["WORD": "word", "NUMBER": "4096", "FLAG": "true", "SECRET": "hunter2"]
        return try ParsedManifest([file], at: location, environment: environment)
    }

    /// What planning makes of a stack.
    private static func test(_ stack: Stack) {
        guard let steps = Laws.attempt({ try pipeline.steps(for: stack, goal: .everything) }) else { return }
        for step in steps {
            guard let sections = Laws.attempt({ try pipeline.sections(for: step.descriptor, of: stack) }) else {
                continue
            }
            let fingerprint = Fingerprint(
                of: Fingerprint.Basis(step.descriptor, environment: [:]), in: stack.facts, sections: sections,
                inputs: [:],
                files: [:])
            Laws.expect(!fingerprint.json.text().contains("hunter2"), "a secret stays a reference")
        }
    }

    private static let location: ManifestLocation = {
        do {
            try Files.write([], to: "\(ScratchPlace.path)/fuzz.yaml")
            return try ManifestLocation("fuzz.yaml", in: ScratchPlace.path)
        } catch {
            fatalError("\(error)")
        }
    }()

    private static let pipeline = Pipeline(descriptors.map(DescribedPlugin.init))

    /// The sections of the built-in plugins, from the schema that is published, so that their code is not needed here.
    private static let descriptors: [PluginDescriptor] = [
        descriptor("fetch", ["model"], provides: .model),
        descriptor("image", ["image", "server"], reads: ["function.architecture"], needs: [.model], provides: .image),
        descriptor("publish", ["publish"], needs: [.image], provides: .published),
        descriptor("template", ["function"], needs: [.image, .published], provides: .template),
        descriptor("lambda", ["lambda"], needs: [.template], provides: .deployment),
        descriptor("local", ["local"], reads: ["function.environment"], needs: [.image], provides: .deployment),
        descriptor("smoke", ["smoke"], needs: [.deployment], provides: .report),
    ]

    private static func descriptor(
        _ name: String, _ sections: [String], reads: [String] = [], needs: [ArtifactKind] = [], provides: ArtifactKind
    ) -> PluginDescriptor {
        PluginDescriptor(
            name: name, version: "1", summary: "",
            sections: sections.map { PluginDescriptor.Section($0, PublishedSchema.section($0)) }, reads: reads,
            needs: needs, provides: provides, work: .compute, facts: [.name, .project, .target, .description, .tags],
            isAlways: name == "smoke"
        )
    }
}

import RecuaCore

extension ProviderTrial {
    /// What a plugin says of itself.
    static let descriptions: [ProviderTrial] = [
        ProviderTrial(
            "describe.name", "has a name of small letters, digits and dashes, a letter first, at most 40",
            prevents: "a plugin that no manifest can declare"
        ) { subject in
            let name = subject.descriptor.name
            try demand(isName(name), "its name is `\(name)`")
        },
        ProviderTrial(
            "describe.version", "has a version, on one line",
            prevents: "steps that stay as they are after the plugin has become another"
        ) { subject in
            let version = subject.descriptor.version
            try demand(isLine(version) && !version.contains(" "), "its version is `\(version)`")
        },
        ProviderTrial(
            "describe.summary", "says in one line what it does",
            prevents: "a list of plugins that tells nobody what they are for"
        ) { subject in
            let summary = subject.descriptor.summary
            try demand(isLine(summary), summary.isEmpty ? "its summary is empty" : "its summary has several lines")
            try demand(summary.count <= 200, "its summary has \(summary.count) characters, more than 200")
        },
        ProviderTrial(
            "describe.sections", "owns sections that a manifest can have, and none of Recua's own",
            prevents: "a section that nobody can write"
        ) { subject in
            for section in subject.descriptor.sections {
                try demand(isKey(section.name), "`\(section.name)` is no key of a manifest: `camelCase` is")
                try demand(!reserved.contains(section.name), "`\(section.name)` is Recua's own")
            }
            let names = subject.descriptor.sections.map(\.name)
            try demand(Set(names).count == names.count, "it names a section twice")
        },
        ProviderTrial(
            "describe.keys", "says of each key of its sections what it is for",
            prevents: "an editor that offers keys without a word about them"
        ) { subject in
            let silent = subject.descriptor.sections.flatMap { section in
                section.schema.properties(below: "/\(section.name)").filter { !$0.schema.isExplained }.map(\.pointer)
            }
            try demand(silent.isEmpty, "without `description`: \(list(silent))")
        },
        ProviderTrial(
            "describe.examples", "gives defaults and examples that its own schemas accept",
            prevents: "a manifest that is refused for what nobody wrote"
        ) { subject in
            for section in subject.descriptor.sections {
                for (pointer, schema) in section.schema.properties(below: "/\(section.name)") {
                    for value in [schema.defaultValue].compactMap(\.self) + schema.examples {
                        try demand(SchemaSample.fits(value, schema), "`\(pointer)` does not accept \(value.text())")
                    }
                }
            }
        },
        ProviderTrial(
            "describe.schema", "has schemas that mean the same after they were published and read again",
            prevents: "an editor that sees other mistakes than Recua"
        ) { subject in
            for section in subject.descriptor.sections {
                let published = section.schema.jsonSchema()
                let again = try Schema(jsonSchema: published).jsonSchema().withSortedKeys
                guard let place = published.withSortedKeys.firstDifference(from: again) else { continue }
                throw Breach("the schema of `\(section.name)` is another after it was read: at `\(place)`")
            }
        },
        ProviderTrial(
            "describe.kinds", "provides one kind of artifact, and does not need it itself",
            prevents: "plugins that wait for each other"
        ) { subject in
            let (provides, needs) = (subject.descriptor.provides, subject.descriptor.needs)
            try demand(isKey(provides.rawValue.replacing("-", with: "")), "`\(provides)` cannot name a kind")
            try demand(!needs.contains(provides), "it needs the `\(provides)` that it provides")
            try demand(Set(needs).count == needs.count, "it needs a kind twice")
        },
        ProviderTrial(
            "describe.reads", "reads keys of other plugins' sections, not its own",
            prevents: "keys that count twice, or never"
        ) { subject in
            let own = Set(subject.descriptor.sections.map(\.name))
            for path in subject.descriptor.reads + subject.descriptor.hints {
                let words = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
                try demand(words.allSatisfy { !$0.isEmpty }, "`\(path)` is no path of keys")
                try demand(!own.contains(words[0]), "`\(path)` is in its own section")
            }
        },
        ProviderTrial(
            "describe.environment", "names the variables that it is to be given",
            prevents: "a plugin that is handed other programs' secrets"
        ) { subject in
            for name in subject.declared {
                let stem = name.hasSuffix("*") ? String(name.dropLast()) : name
                let isPlain = stem.utf8.allSatisfy { $0 == 95 || isAlphanumeric($0) }
                try demand(isPlain && !stem.isEmpty, "`\(name)` names no variable")
            }
        },
    ]

    /// Keys of a stack that are the engine's own.
    private static let reserved: Set<String> = ["target", "tags", "description"]

    private static func isName(_ text: String) -> Bool {
        let isPlain = text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        return isPlain && text.first?.isLetter == true && text.count <= 40
    }

    private static func isKey(_ text: String) -> Bool {
        text.first.map { $0.isASCII && $0.isLowercase } == true && text.utf8.allSatisfy(isAlphanumeric)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
    }

    static func isLine(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    private static func list(_ pointers: [String]) -> String {
        Listing.text(pointers.map { "`\($0)`" }, most: 5)
    }
}

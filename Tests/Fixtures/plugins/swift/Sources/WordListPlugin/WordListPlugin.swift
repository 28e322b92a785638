public import RecuaCore

/// Writes the words of a text into a file, a line each.
public struct WordListPlugin: Plugin {
    public struct Sections: Codable, Sendable {
        public struct WordList: Codable, Sendable { public var text: String }
        public var wordList: WordList
    }

    /// What a run makes: any `Codable`.
    public struct Output: Artifact {
        public static let kind: ArtifactKind = "word-list"
        public var words: Int
        public var file: StoredFile
    }

    public static let descriptor = PluginDescriptor(
        name: "word-list", version: "0.1.0", summary: "Writes the words of a text into a file",
        sections: [
            .init(
                "wordList",
                .object([.required("text", .string(length: 1 ... .max).about("The words").example("Hello, llamas"))]))
        ],
        needs: NoInput.kinds, provides: Output.kind)

    public init() {}

    /// What the schema cannot express. No files, no network: the answer is kept.
    public func check(_ sections: Sections, in stack: StackFacts) -> [Diagnostic] {
        let text = sections.wordList.text
        guard text.first?.isWhitespace == true || text.last?.isWhitespace == true else { return [] }
        return [
            Diagnostic(
                "word-list.spaces", "the text begins or ends with a space",
                pointer: "/wordList/text", help: "remove the space")
        ]
    }

    public func run(_ step: Step<Sections, NoInput>) async throws -> Output {
        let words = step.sections.wordList.text.split(whereSeparator: \.isWhitespace)
        for done in words.indices {
            try Task.checkCancellation()
            step.host.progress("write", done: Int64(done + 1), total: Int64(words.count), unit: .items)
        }
        let text = words.map { "\($0)\n" }.joined()
        return Output(words: words.count, file: try step.host.store.add(Array(text.utf8)))
    }
}

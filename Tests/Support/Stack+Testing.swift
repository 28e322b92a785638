public import RecuaCore

extension Stack {
    /// A stack as a manifest would give it.
    public static func testing(_ name: String, folder: String, target: String = "local", _ sections: JSON) -> Stack {
        Stack(
            name: name, place: .testing,
            facts: StackFacts(name: name, project: "tests", target: target, folder: folder),
            sections: (sections.object ?? [:]).mapValues { Node(testing: $0) }
        )
    }
}

extension Node {
    /// The value at one and the same place of a made-up manifest.
    public init(testing json: JSON) {
        let content: Content =
            switch json {
            case .null: .null
            case .bool(let value): .bool(value)
            case .integer(let value): .integer(value)
            case .number(let value): .number(value)
            case .string(let value): .string(value)
            case .array(let items): .array(items.map { Node(testing: $0) })
            case .object(let members):
                .object(
                    members.sorted { $0.key < $1.key }.map { key, value in
                        Member(key: key, keyPlace: .testing, value: Node(testing: value))
                    }
                )
            }
        self.init(content, at: .testing)
    }
}

extension Place {
    public static let testing = Place(
        file: "stacks/demo.yaml", start: Position(line: 3, column: 5, offset: 40),
        end: Position(line: 3, column: 9, offset: 44),
        excerpt: "    demo:"
    )
}

public import RecuaCore

/// A stack on which a plugin is tried.
public struct ContractSample: Sendable {
    /// The stack that writes the sections.
    public var stack: StackFacts
    /// The plugin's own sections, defaults filled in.
    public var sections: JSON
    /// The artifacts that a run consumes, by kind.
    public var inputs: [ArtifactKind: JSON]
    /// All variables; the plugin is given those that it declares.
    public var environment: [String: String]
    /// True when the sections were made of the schema alone, so that what they name need not exist.
    public let isMadeUp: Bool

    /// - Parameters:
    ///   - sections: as a manifest would have them, the plugin's own; what is not there is made of the schemas, by
    ///     defaults, examples and the simplest value that fits.
    ///   - folder: the manifest's, where relative paths start.
    /// - Throws: `Diagnostics` when a section does not fit its schema, or when none can be thought of.
    public init(
        of descriptor: PluginDescriptor, sections: JSON = [:], inputs: [ArtifactKind: JSON] = [:],
        environment: [String: String] = [:], folder: String = Files.workingFolder
    ) throws {
        var whole: [String: JSON] = [:]
        var isMadeUp = false
        for section in descriptor.sections {
            if let given = sections[section.name] {
                whole[section.name] = try Self.checked(given, section)
            } else {
                isMadeUp = true
                whole[section.name] = try SchemaSample.minimal(section)
            }
        }
        stack = StackFacts(
            name: "sample", project: "contract", target: "local", description: "A stack of the contract",
            tags: ["team": "llamas"], folder: folder)
        self.sections = .object(whole)
        self.inputs = inputs
        self.environment = environment
        self.isMadeUp = isMadeUp
    }

    /// For a program that has not said what it is.
    static let nothing = ContractSample()

    private init() {
        stack = StackFacts(name: "sample", project: "contract", target: "local", folder: "/")
        (sections, inputs, environment, isMadeUp) = ([:], [:], [:], true)
    }

    private static func checked(_ given: JSON, _ section: PluginDescriptor.Section) throws -> JSON {
        let node = Node(sample: given)
        let mistakes = section.schema.check(node, name: section.name).map { mistake in
            var plain = mistake
            plain.place = nil
            return plain
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
        return section.schema.canonical(node) ?? given
    }
}

extension Node {
    /// A value that stands in no text.
    init(sample json: JSON) {
        let start = Place.Position(line: 1, column: 1, offset: 0)
        let place = Place(file: "sample", start: start, end: start)
        let content: Content =
            switch json {
            case .null: .null
            case .bool(let value): .bool(value)
            case .integer(let value): .integer(value)
            case .number(let value): .number(value)
            case .string(let value): .string(value)
            case .array(let items): .array(items.map { Node(sample: $0) })
            case .object(let members):
                .object(
                    members.sorted { $0.key < $1.key }.map {
                        Member(key: $0.key, keyPlace: place, value: Node(sample: $0.value))
                    })
            }
        self.init(content, at: place)
    }
}

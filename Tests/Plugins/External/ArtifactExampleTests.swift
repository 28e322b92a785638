import RecuaCore
import RecuaTestSupport
import Testing

/// The examples of artifacts on the protocol's page.
@Suite struct ArtifactExampleTests {
    private static let kinds: [String: @Sendable (JSON) throws -> Void] = [
        "model": { _ = try $0.decode(Model.self).files.map { #expect(!$0.name.isEmpty) } },
        "published": { _ = try $0.decode(Published.self) }, "template": { _ = try $0.decode(Template.self) },
        "deployment": { _ = try $0.decode(Deployment.self) }, "report": { _ = try $0.decode(Report.self) },
    ]

    @Test func `each example is what its kind promises, and needs all but what may be left out`() throws {
        let section = try Self.section()
        let examples = try Self.examples(section)
        #expect(Set(examples.keys) == Set(Self.kinds.keys))
        for (kind, example) in examples {
            let decode = try #require(Self.kinds[kind])
            #expect(throws: Never.self, "\(kind)") { try decode(example) }
            // Of a model either half of its keys is enough.
            guard kind != "model" else { continue }
            let spare = try Self.spare(kind, section)
            for key in (example.object ?? [:]).keys {
                var less = example
                less[key] = nil
                let isEnough = (try? decode(less)) != nil
                #expect(isEnough == spare.contains(key), "\(kind).\(key)")
            }
        }
    }

    private static func section() throws -> Substring {
        let page = try Files.readText("\(RecuaBinary.package)/docs/plugin-protocol.md")
        let start = try #require(page.firstRange(of: "### Artifacts of the built-in kinds\n"))
        let rest = page[start.upperBound...]
        return rest[..<(rest.firstRange(of: "\n### ")?.lowerBound ?? rest.endIndex)]
    }

    /// By kind, with whole digests in place of those that are cut short.
    private static func examples(_ section: Substring) throws -> [String: JSON] {
        let start = try #require(section.firstRange(of: "```json\n"))
        let rest = section[start.upperBound...]
        let text = String(rest[..<(try #require(rest.firstRange(of: "```")).lowerBound)])
        return try #require(JSON(parsing: text.replacing("…", with: String(repeating: "0", count: 58))).object)
    }

    /// What the table says may be left out.
    private static func spare(_ kind: String, _ section: Substring) throws -> Set<String> {
        let row = try #require(section.split(separator: "\n").first { $0.hasPrefix("| `\(kind)` |") })
        let cell = try #require(row.split(separator: "|").last { !$0.allSatisfy(\.isWhitespace) })
        return Set(cell.split(separator: ",").map { String($0.filter { $0.isLetter }) })
    }
}

import RecuaContract
import RecuaCore
import RecuaTestSupport
import Testing

@Suite struct DocumentationTests {
    @Test func `the page lists the rules of the table, and no others`() throws {
        let page = try Files.readText("\(RecuaBinary.package)/docs/plugin-contract.md")
        let rows = page.split(separator: "\n").map(String.init).filter { $0.hasPrefix("| `") }
        #expect(rows.count == Contract.rules.count)
        for rule in Contract.rules {
            let row = "| `\(rule.code)` | \(rule.title) | \(rule.prevents) |"
            #expect(rows.contains(row), "the page lacks: \(row)")
        }
    }
}

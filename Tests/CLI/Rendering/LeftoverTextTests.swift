import RecuaTestSupport
import Testing

@testable import RecuaCLI
@testable import RecuaCore

@Suite struct LeftoverTextTests {
    private func leftover(_ name: String, isDeclared: Bool = false, _ deployment: Deployment?) throws -> Leftover {
        let record = StepRecord(
            id: 1, run: 1, stack: name, plugin: "local", kind: .deployment, status: deployment == nil ? .failed : .done,
            isEffect: true, token: "", fingerprint: Fingerprint(components: [:]), sections: [:],
            facts: StackFacts(name: name, project: "tests", target: "local", folder: "/"),
            artifact: try deployment.map { try JSON(encoding: $0) },
            error: nil, started: "", ended: nil)
        return Leftover(stack: name, isDeclared: isDeclared, records: [record])
    }

    private func lines(_ leftovers: [Leftover], width: Int?, showsAll: Bool = false) -> [String] {
        let page = Page(style: TextStyle(isColored: false), width: width)
        return LeftoverText.lines(leftovers, showsAll: showsAll, page).flatMap {
            $0.split(separator: "\n").map(String.init)
        }
    }

    @Test func `what still stands is told with the command that takes it down`() throws {
        let gone = Deployment.Process(pid: 1, started: 1, boot: "an earlier boot")
        let all = [
            try leftover("old", .testing()), try leftover("older", .testing(process: gone)), try leftover("odd", nil),
            try leftover("chat", isDeclared: true, .testing()),
        ]
        #expect(
            lines(all, width: nil) == [
                "! old is not in the manifest any more: local answers at http://127.0.0.1:15281 (`recua down --orphans old`)",
                "! older is not in the manifest any more: local, whose process is gone (`recua down --orphans older`)",
                "! odd is not in the manifest any more: what a try of local may have left (`recua down --orphans odd`)",
                "! chat is deployed elsewhere now, and still stands: local answers at http://127.0.0.1:15281 (`recua down chat` takes down all of it)",
            ])
        #expect(
            lines(Array(all.prefix(1)), width: 60) == [
                "! old is not in the manifest any more: local answers at",
                "  http://127.0.0.1:15281 (`recua down --orphans old`)",
            ])
    }

    @Test func `many are counted, unless all are asked for`() throws {
        let all = try (1...1000).map { try leftover("s\($0)", .testing()) }
        #expect(lines(all, width: nil).count == 11)
        #expect(lines(all, width: nil).last == "… and 990 more still stand; `--all` shows each")
        #expect(lines(all, width: nil, showsAll: true).count == 1000)
    }
}

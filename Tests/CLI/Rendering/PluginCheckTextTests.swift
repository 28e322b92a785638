import Testing

@testable import RecuaCLI
@testable import RecuaContract

@Suite struct PluginCheckTextTests {
    private func shown(_ transcript: [String]) -> [String] {
        var finding = ContractFinding(rule: Contract.rules[0], outcome: .broken("it ended"))
        finding.transcript = transcript
        let result = PluginCheck.Result(report: ContractReport([finding]))
        let lines = result.text(TextStyle(isColored: false), isWhole: false).split(separator: "\n").dropFirst(2)
            .dropLast()
        return lines.map { String($0.trimmingPrefix { $0 == " " }) }
    }

    @Test func `of a conversation its end is shown`() {
        let said = (1...20).flatMap { ["host>   ask \($0)", "plugin> answer \($0)"] }
        #expect(shown(said) == Array(said.suffix(12)))
    }

    @Test func `last words that fill the screen leave what was asked in sight`() {
        let log = (1...20).map { "log>    line \($0)" }
        #expect(
            shown(["host>   ask 1", "plugin> answer 1", "host>   ask 2"] + log) == ["host>   ask 2", "…"]
                + log.suffix(12))
        #expect(shown(["host>   ask 1"] + log.suffix(12)) == ["host>   ask 1"] + log.suffix(12))
        #expect(shown(log) == Array(log.suffix(12)))
    }
}

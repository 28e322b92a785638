import RecuaCore
import Testing

@testable import RecuaCLI

/// What a step that has ended says in its line.
@Suite struct StepNoticesTests {
    private let name = Event.StepName(stack: "a", plugin: "probe", kind: "probe")

    @Test func `ten notices are shown, each as long as a line bears, and the others are counted`() {
        var notices = StepNotices()
        for number in 0..<1_000 {
            let message = "notice \(number)" + String(repeating: " word", count: 1_000)
            notices.take(.stepLog(name, level: .notice, message: message))
        }
        let shown = notices.end(name)
        #expect(shown.count == 11 && shown.last == "and 990 more in its log")
        #expect(shown.allSatisfy { DisplayText.width($0) <= 300 } && shown[9].hasPrefix("notice 9 word"))
        #expect(notices.end(name) == [])
    }

    @Test func `a problem of megabytes is cut in the line of its step`() {
        let problem = Diagnostic("probe.long", String(repeating: "x", count: 8_000))
        let result = StepResult(name: name, outcome: .failed([problem]), duration: .seconds(1))
        let line = StepText.line(name, result, [], width: 8, TextStyle(isColored: false))
        #expect(line?.hasSuffix("x…  1.0 s") == true && line?.count ?? 0 < 330)
    }
}

import RecuaCore
import Testing

@testable import RecuaSmoke

struct ReportTests {
    private var report: Report {
        var health = Report.Case(name: "health", passed: true, duration: 0.0123)
        health.status = 200
        var capital = Report.Case(
            name: "What is the capital of France? Answer…", passed: false,
            failures: ["expected the answer to contain `Paris`, found `<Rome> & \u{1B}[31mmore`"], attempts: 2,
            duration: 1.26
        )
        capital.status = 200
        capital.answer = "<Rome> & \u{1B}[31mmore"
        capital.timeToFirstToken = 0.31
        capital.tokensPerSecond = 23.44
        capital.promptTokens = 15
        capital.completionTokens = 8
        var slow = Report.Case(name: "slow", passed: true, duration: 125)
        slow.tokensPerSecond = 4
        slow.isRateByClock = true
        return Report(url: "http://127.0.0.1:8080", cases: [health, capital, slow], coldStart: 3.2)
    }

    @Test func `a table is aligned and free of control characters`() {
        #expect(
            ReportTable.text(report, width: 72) == """
                CASE                 RESULT            STATUS  FIRST TOKEN  TOK/S   TIME
                health               ok                   200            -      -   12ms
                What is the capita…  FAILED (2 tries)     200        310ms   23.4   1.3s
                  expected the answer to contain `Paris`, found `<Rome> &  [31mmore`
                slow                 ok                     -            -   ~4.0  2m05s
                cold start: 3.2s

                """
        )
    }

    @Test func `a narrow table keeps ten columns for the names`() {
        #expect(ReportTable.text(report, width: 10).contains("What is t…  FAILED"))
    }

    @Test func `JUnit has one test case a case`() {
        #expect(
            JUnit.xml([(stack: "chat & co", report: report)]) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="recua smoke" tests="3" failures="1" errors="0" time="126.272">
                  <testsuite name="chat &amp; co" tests="3" failures="1" errors="0" time="126.272">
                    <properties>
                      <property name="url" value="http://127.0.0.1:8080"/>
                      <property name="coldStart" value="3.200"/>
                    </properties>
                    <testcase name="health" classname="chat &amp; co" time="0.012"/>
                    <testcase name="What is the capital of France? Answer…" classname="chat &amp; co" time="1.260">
                      <properties>
                        <property name="attempts" value="2"/>
                        <property name="timeToFirstToken" value="0.310"/>
                        <property name="tokensPerSecond" value="23.44"/>
                        <property name="promptTokens" value="15"/>
                        <property name="completionTokens" value="8"/>
                      </properties>
                      <failure message="expected the answer to contain `Paris`, found `&lt;Rome&gt; &amp; \u{FFFD}[31mmore`">\
                expected the answer to contain `Paris`, found `&lt;Rome&gt; &amp; \u{FFFD}[31mmore`</failure>
                      <system-out>&lt;Rome&gt; &amp; \u{FFFD}[31mmore</system-out>
                    </testcase>
                    <testcase name="slow" classname="chat &amp; co" time="125.000">
                      <properties>
                        <property name="tokensPerSecond" value="4.00"/>
                      </properties>
                    </testcase>
                  </testsuite>
                </testsuites>

                """
        )
    }

    @Test(arguments: [(0, "0ms"), (0.0004, "0ms"), (0.9996, "1.0s"), (59.94, "59.9s"), (59.96, "1m00s"), (.nan, "-")])
    func `times are short`(seconds: Double, text: String) { #expect(Amount.time(seconds) == text) }

    @Test func `numbers are rounded`() {
        #expect(Amount.decimal(-0.04, places: 1) == "0.0")
        #expect(Amount.decimal(-1.26, places: 1) == "-1.3")
        #expect(Amount.decimal(0.999, places: 2) == "1.00")
    }
}

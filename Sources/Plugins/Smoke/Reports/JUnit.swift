public import RecuaCore

/// Reports as the XML that CI systems read: one suite a stack, one test case a case.
public enum JUnit {
    public static func xml(_ reports: [(stack: String, report: Report)]) -> String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        let all = reports.flatMap(\.report.cases)
        lines.append("<testsuites name=\"recua smoke\"\(counts(all))>")
        for (stack, report) in reports {
            lines.append("  <testsuite name=\"\(escaped(stack))\"\(counts(report.cases))>")
            lines += properties(report)
            for test in report.cases { lines += element(test, stack) }
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func counts(_ cases: [Report.Case]) -> String {
        let time = Amount.decimal(cases.reduce(0) { $0 + $1.duration }, places: 3)
        return " tests=\"\(cases.count)\" failures=\"\(cases.count { !$0.passed })\" errors=\"0\" time=\"\(time)\""
    }

    private static func properties(_ report: Report) -> [String] {
        var values = [("url", report.url)]
        if let coldStart = report.coldStart { values.append(("coldStart", Amount.decimal(coldStart, places: 3))) }
        return block("properties", values.map(property), indent: "    ")
    }

    private static func element(_ test: Report.Case, _ stack: String) -> [String] {
        let head =
            "    <testcase name=\"\(escaped(test.name))\" classname=\"\(escaped(stack))\""
            + " time=\"\(Amount.decimal(test.duration, places: 3))\""
        var inner = block("properties", measures(test).map(property), indent: "      ")
        if !test.passed {
            let message = escaped(test.failures.first ?? "failed")
            inner.append(
                "      <failure message=\"\(message)\">\(escaped(test.failures.joined(separator: "\n")))</failure>")
        }
        if let answer = test.answer, !test.passed { inner.append("      <system-out>\(escaped(answer))</system-out>") }
        return inner.isEmpty ? ["\(head)/>"] : ["\(head)>"] + inner + ["    </testcase>"]
    }

    private static func measures(_ test: Report.Case) -> [(String, String)] {
        let numbers: [(String, String?)] = [
            ("attempts", test.attempts > 1 ? "\(test.attempts)" : nil),
            ("timeToFirstToken", test.timeToFirstToken.map { Amount.decimal($0, places: 3) }),
            ("tokensPerSecond", test.tokensPerSecond.map { Amount.decimal($0, places: 2) }),
            ("promptTokens", test.promptTokens.map(String.init)),
            ("completionTokens", test.completionTokens.map(String.init)),
        ]
        return numbers.compactMap { name, value in value.map { (name, $0) } }
    }

    private static func property(_ name: String, _ value: String) -> String {
        "<property name=\"\(name)\" value=\"\(escaped(value))\"/>"
    }

    private static func block(_ name: String, _ lines: [String], indent: String) -> [String] {
        guard !lines.isEmpty else { return [] }
        return ["\(indent)<\(name)>"] + lines.map { "\(indent)  \($0)" } + ["\(indent)</\(name)>"]
    }

    /// XML 1.0 has no way to write most control characters, so they become U+FFFD.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t", "\r": result += "&#\(scalar.value);"
            case _ where scalar.value < 0x20 || scalar.value & 0xFFFE == 0xFFFE: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}

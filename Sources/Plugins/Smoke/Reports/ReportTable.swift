public import RecuaCore

/// A report as a table of plain text.
///
/// ```
/// CASE                       RESULT  STATUS  FIRST TOKEN   TOK/S   TIME
/// health                     ok         200            -       -   12ms
/// What is the capital of …   FAILED     200        310ms    23.4   1.2s
///   expected the answer to contain `Paris`, found `London`
/// ```
public enum ReportTable {
    /// A rate after `~` was measured by the clock, network included, since the server told none.
    ///
    /// - Parameter width: columns at most, when that leaves ten for the names of the cases.
    public static func text(_ report: Report, width: Int = 100) -> String {
        let rows = report.cases.map(row)
        var widths = header.map(\.count)
        for row in rows { widths = zip(widths, row).map { max($0, $1.count) } }
        let others = widths.dropFirst().reduce(0) { $0 + $1 + 2 }
        widths[0] = min(widths[0], max(10, width - others))
        var lines = [line(header, widths)]
        for (row, test) in zip(rows, report.cases) {
            lines.append(line(row, widths))
            lines += test.failures.map { "  \(clean($0))" }
        }
        if let coldStart = report.coldStart { lines.append("cold start: \(Amount.time(coldStart))") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let header = ["CASE", "RESULT", "STATUS", "FIRST TOKEN", "TOK/S", "TIME"]

    private static func row(_ test: Report.Case) -> [String] {
        let tries = test.attempts > 1 ? " (\(test.attempts) tries)" : ""
        let rate = test.tokensPerSecond.map { (test.isRateByClock == true ? "~" : "") + Amount.decimal($0, places: 1) }
        return [
            clean(test.name),
            (test.passed ? "ok" : "FAILED") + tries,
            test.status.map(String.init) ?? "-",
            test.timeToFirstToken.map(Amount.time) ?? "-",
            rate ?? "-",
            Amount.time(test.duration),
        ]
    }

    /// Words to the left, numbers to the right.
    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = cells.enumerated().map { column, cell in
            let text = cell.count > widths[column] ? cell.prefix(widths[column] - 1) + "…" : cell
            let space = String(repeating: " ", count: widths[column] - text.count)
            return column < 2 ? text + space : space + text
        }
        return padded.joined(separator: "  ")
    }

    /// What a model says must not move the terminal's cursor.
    private static func clean(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}

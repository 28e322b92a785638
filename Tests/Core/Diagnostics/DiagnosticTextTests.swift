import RecuaCore
import Testing

struct DiagnosticTextTests {
    private func place(_ excerpt: String?, line: Int = 14, _ columns: Range<Int>, endLine: Int? = nil) -> Place {
        Place(
            file: "stacks/demo.yaml", start: .init(line: line, column: columns.lowerBound, offset: 0),
            end: .init(line: endLine ?? line, column: columns.upperBound, offset: 9), excerpt: excerpt
        )
    }

    @Test func `a diagnostic shows place, line, caret and the way out`() {
        let diagnostic = Diagnostic(
            "manifest.unknown-key", "unknown key `contxt` in `server`", at: place("      contxt: 4096", 7..<13),
            help: "did you mean `context`?"
        )
        #expect(
            "\(diagnostic)" == """
                stacks/demo.yaml:14:7: error: unknown key `contxt` in `server`  [manifest.unknown-key]
                   14 |       contxt: 4096
                      |       ^^^^^^ did you mean `context`?
                """
        )
    }

    @Test func `tabs stay tabs below the line, and columns count scalars`() {
        let diagnostic = Diagnostic("a.b", "no", at: place("\té🦙: x", line: 3, 5..<6))
        #expect("\(diagnostic)" == "stacks/demo.yaml:3:5: error: no  [a.b]\n    3 | \té🦙: x\n      | \t   ^")
    }

    @Test(
        arguments: [
            (90..<95, nil, "      | " + "      ^"), (3..<9, 15, "      | " + "  ^^^^"),
            (3..<3, nil, "      | " + "  ^"),
            (0..<0, nil, "      | " + "^"),
        ] as [(Range<Int>, Int?, String)])
    func `a caret stays within its line, whatever the place says`(columns: Range<Int>, endLine: Int?, caret: String) {
        let diagnostic = Diagnostic("a.b", "no", at: place("abcdef", columns, endLine: endLine))
        #expect("\(diagnostic)".split(separator: "\n").last.map(String.init) == caret)
    }

    @Test func `a place beyond the part of a long line that was kept has no caret, and the help stays`() {
        let line = String(repeating: "x", count: Place.excerptLimit)
        let diagnostic = Diagnostic("a.b", "no", at: place(line, 250..<260), help: "yes")
        #expect("\(diagnostic)" == "stacks/demo.yaml:14:250: error: no  [a.b]\n  help: yes")
    }

    @Test func `of a long line the part around the place is shown`() {
        let line = "a: " + String(repeating: "x", count: 150)
        let whole = Diagnostic("a.b", "no", at: place(line, 4..<154))
        let shown = "   14 | a: \(String(repeating: "x", count: 117))…"
        #expect("\(whole)".split(separator: "\n").dropFirst() == [shown[...], "      |    \(carets(117))"])
        let end = Diagnostic("a.b", "no", at: place(line, 150..<152))
        let cut = "   14 | …\(String(repeating: "x", count: 120))"
        let below = "      |  \(String(repeating: " ", count: 116))^^"
        #expect("\(end)".split(separator: "\n").dropFirst() == [cut[...], below[...]])
    }

    @Test func `a place far behind in a line is shown with what is kept around it`() {
        var far = place("\(String(repeating: "x", count: 59)), bad: y", 603..<606)
        far.excerptColumn = 542
        let lines = "\(Diagnostic("a.b", "no", at: far, help: "yes"))".split(separator: "\n")
        #expect(lines.last == "      |  \(String(repeating: " ", count: 61))^^^ yes")
        #expect(lines.dropFirst().first == "   14 | …\(String(repeating: "x", count: 59)), bad: y")
    }

    private func carets(_ count: Int) -> String { String(repeating: "^", count: count) }

    @Test func `what a terminal would obey is not passed on to it`() {
        let evil = "\u{1B}]0;owned\u{07}\u{9B}31m\tend\r"
        let diagnostic = Diagnostic(
            "a.b", evil, at: place(evil, 1..<2), help: evil, related: [.init(evil, at: place(evil, 1..<2))],
            cause: Diagnostic("c.d", evil))
        let controls = "\(diagnostic)".unicodeScalars.filter { $0.properties.generalCategory == .control }
        #expect(Set(controls) == ["\n", "\t"])
    }

    @Test func `related places, cause and help follow`() {
        let diagnostic = Diagnostic(
            "manifest.duplicate-key", "duplicate key `a`", severity: .warning, help: "keep one",
            related: [.init("the first one is here", at: place("a: 1", line: 2, 1..<2)), .init("and elsewhere")],
            cause: Diagnostic("x.y", "inner")
        )
        #expect(
            "\(diagnostic)" == """
                warning: duplicate key `a`  [manifest.duplicate-key]
                stacks/demo.yaml:2:1: note: the first one is here
                    2 | a: 1
                      | ^
                  note: and elsewhere
                  because: inner
                  help: keep one
                """
        )
    }

    @Test func `paint changes no visible character`() {
        let diagnostic = Diagnostic("a.b", "no", at: place("abc", 2..<3), help: "yes", cause: Diagnostic("c.d", "e"))
        let painted = DiagnosticText.render(diagnostic) { text, _ in "<\(text)>" }
        #expect(painted != diagnostic.description)
        #expect(painted.filter { !"<>".contains($0) } == diagnostic.description)
    }

    @Test func `any error becomes diagnostics`() {
        struct Odd: Error, CustomStringConvertible { var description: String { "odd" } }
        let one = Diagnostic("a.b", "one")
        #expect(Diagnostics.from(Diagnostics([one, one])) == [one, one])
        #expect(Diagnostics.from(one) == [one])
        #expect(Diagnostics.from(CancellationError()).map(\.code) == ["run.cancelled"])
        #expect(Diagnostics.from(Odd(), code: "x.failed") == [Diagnostic("x.failed", "odd")])
    }
}

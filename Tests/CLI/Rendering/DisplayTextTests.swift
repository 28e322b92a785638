import Testing

@testable import RecuaCLI

@Suite struct DisplayTextTests {
    @Test(
        arguments: [
            ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("模型", 4), ("ｆ", 2), ("한", 2), ("🚚", 2), ("⚠️", 2), ("…", 1),
            ("→", 1),
            ("a\u{200B}b", 2),
        ]
    )
    func `a text is as wide as a terminal shows it`(text: String, width: Int) {
        #expect(DisplayText.width(text) == width)
    }

    @Test(
        arguments: [
            ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""), ("模型模型", 5, "模型…"),
            ("模型模型", 4, "模…"), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
        ]
    )
    func `a cut text is never wider than asked for`(text: String, columns: Int, cut: String) {
        #expect(DisplayText.cut(text, to: columns) == cut)
        #expect(DisplayText.width(cut) <= columns)
    }

    @Test func `columns are aligned by width, and no spaces hang at the end`() {
        var table = Table()
        table.add([.init("模型"), .init("x"), .init("")])
        table.add([.init("a", .bold), .init("long"), .init("end")])
        #expect(table.text(TextStyle(isColored: false)) == "模型  x\na     long  end")
        #expect(table.text(TextStyle(isColored: true)) == "模型  x\n\u{1B}[1ma\u{1B}[0m     long  end")
    }

    @Test func `nothing in a cell moves the cursor or begins a row`() {
        var table = Table()
        table.add([.init("a\u{1B}[2J\u{7}"), .init("\nb     up\r\u{9B}2J", .red), "c"])
        #expect(table.text(TextStyle(isColored: false)) == "a [2J  b     up 2J  c")
    }

    @Test func `lines stay lines, and nothing in them moves the cursor`() {
        #expect(DisplayText.lines("a\u{1B}[2Jb\n\n  c\r\nd\re\u{85}f") == "a [2Jb\n\n  c\nd e f")
        #expect(DisplayText.lines("é\u{A0}\tb\u{9B}c") == "é\u{A0} b c")
    }

    @Test(
        arguments: [([:], true), (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true), (["TERM": "dumb"], false)]
            as [([String: String], Bool)])
    func `colours follow the environment`(environment: [String: String], isColored: Bool) {
        #expect(TerminalTaste(environment).colors(isTerminal: true) == isColored)
        #expect(!TerminalTaste(environment).colors(isTerminal: false))
    }

    @Test func `forced colours yield to NO_COLOR only, and a CI log is never redrawn`() {
        #expect(TerminalTaste(["FORCE_COLOR": "1", "TERM": "dumb"]).colors(isTerminal: false))
        #expect(TerminalTaste(["CLICOLOR_FORCE": "1"]).colors(isTerminal: false))
        #expect(!TerminalTaste(["FORCE_COLOR": "0"]).colors(isTerminal: false))
        #expect(!TerminalTaste(["FORCE_COLOR": "1", "NO_COLOR": "1"]).colors(isTerminal: true))
        #expect(TerminalTaste(["TERM": "xterm"]).redraws(isTerminal: true))
        #expect(TerminalTaste(["TERM": "xterm", "CI": "false"]).redraws(isTerminal: true))
        for environment in [["TERM": "xterm", "CI": "true"], ["TERM": "dumb"], [:]] {
            #expect(!TerminalTaste(environment).redraws(isTerminal: true))
        }
    }

    @Test(
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (98_400_000, "98.4 MB"), (999_960_000, "1.0 GB"),
            (4_100_000_000, "4.1 GB"),
        ] as [(Int64, String)]
    )
    func `bytes are shown as download tools show them`(count: Int64, text: String) {
        #expect(Quantity.bytes(count) == text)
    }

    @Test(arguments: [
        (0.04, "0.0 s"), (12.34, "12.3 s"), (59.96, "1 min 00 s"), (125, "2 min 05 s"), (3720, "1 h 02 min"),
    ])
    func `durations are shown as people say them`(seconds: Double, text: String) {
        #expect(Quantity.duration(.seconds(seconds)) == text)
    }
}

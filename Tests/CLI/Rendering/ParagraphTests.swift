import Testing

@testable import RecuaCLI

@Suite struct ParagraphTests {
    private let plain = TextStyle(isColored: false)

    @Test func `words fill lines, and the first line has its indentation already`() {
        let lines = Paragraph("one two three\n    four\n").lines(indent: 2, width: 11, plain)
        #expect(lines == ["one two", "  three", "  four"])
        #expect(Paragraph("one two").lines(indent: 2, width: nil, plain) == ["one two"])
        #expect(Paragraph().lines(indent: 2, width: 8, plain).isEmpty)
    }

    @Test func `a word that is too wide stands alone, whole, also where there is no room at all`() {
        #expect(
            Paragraph("a https://host/path b").lines(indent: 0, width: 8, plain) == ["a", "https://host/path", "b"])
        #expect(Paragraph("a b").lines(indent: 9, width: 4, plain) == ["a", "         b"])
    }

    @Test func `runs of spaces stay as they are, and no line ends in one`() {
        let paragraph = Paragraph("  is \"a  b\" now  ")
        #expect(paragraph.lines(indent: 0, width: nil, plain) == ["is \"a  b\" now"])
        #expect(paragraph.lines(indent: 0, width: 6, plain) == ["is", "\"a  b\"", "now"])
        #expect(paragraph.lines(indent: 0, width: 4, plain) == ["is", "\"a  b\"", "now"])
    }

    @Test func `wide characters count as two, and nothing moves the cursor`() {
        #expect(Paragraph("日本 日本").lines(indent: 0, width: 8, plain) == ["日本", "日本"])
        #expect(Paragraph("a\u{1B}[2Jb\rc").lines(indent: 0, width: nil, plain) == ["a [2Jb c"])
    }

    @Test func `neighbours of one colour are painted together, line by line`() {
        var paragraph = Paragraph("one two", .green)
        paragraph.add("three")
        #expect(
            paragraph.lines(indent: 0, width: 8, TextStyle(isColored: true)) == ["\u{1B}[32mone two\u{1B}[0m", "three"])
    }
}

import RecuaCore

/// What must hold whatever the input is. A law that is broken ends the process, which is how libFuzzer learns of it.
enum Laws {
    static func expect(_ condition: @autoclosure () -> Bool, _ law: String) {
        if !condition() { fatalError("broken: \(law)") }
    }

    /// Runs what may refuse its input, and looks at how it does.
    ///
    /// - Parameter size: bytes of the text that places are in.
    @discardableResult
    static func attempt<Result>(in size: Int = .max, _ body: () throws -> Result) -> Result? {
        do {
            return try body()
        } catch {
            expect(error is Diagnostic || error is Diagnostics, "an error is a diagnostic, and not \(error)")
            for diagnostic in Diagnostics.from(error) { check(diagnostic, size) }
            return nil
        }
    }

    private static func check(_ diagnostic: Diagnostic, _ size: Int) {
        expect(!diagnostic.code.isEmpty && !diagnostic.message.isEmpty, "a diagnostic has a code and a sentence")
        expect(!DiagnosticText.plain(diagnostic).isEmpty, "a diagnostic can be shown")
        for place in [diagnostic.place] + diagnostic.related.map(\.place) {
            guard let place, !place.file.hasPrefix("--") else { continue }
            expect(place.start.offset >= 0 && place.end.offset <= size, "a place is in its text: \(diagnostic)")
            expect(place.start.line > 0 && place.start.column > 0, "lines and columns count from 1: \(diagnostic)")
            expect(place.start.offset <= place.end.offset, "a place ends after it begins: \(diagnostic)")
        }
    }
}

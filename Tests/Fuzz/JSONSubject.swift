@testable import RecuaCore

enum JSONSubject {
    static func test(_ bytes: [UInt8]) {
        let word = String(decoding: bytes, as: UTF8.self)
        if JSONScan.isCanonical(word) { Laws.expect(parsed(word)?.text() == word, "what is taken for canonical is") }
        guard let value = Laws.attempt({ try JSON(parsing: bytes) }) else { return }
        let text = value.text()
        Laws.expect(parsed(text)?.text() == text, "canonical text is read as what it was written from")
        Laws.expect(parsed(value.prettyText())?.text() == text, "text for people says the same")
        Laws.expect((try? JSON.located(parsing: bytes))?.0 == value, "places change nothing")
        _ = ArtifactFacts.digest(of: value)
        _ = ArtifactFacts.witnesses(of: value)
        let fingerprint = Fingerprint(
            components: Dictionary(Fingerprint.leaves(of: value).map { ($0.path.text, $0.value) }) { $1 })
        let kept = try? Fingerprint(parsing: fingerprint.json.text())
        Laws.expect(kept?.digest == fingerprint.digest, "a fingerprint is kept whole")
        if fingerprint.isWritten(as: word) {
            let read = try? Fingerprint(parsing: word)
            Laws.expect(read?.digest == fingerprint.digest, "what is taken for its text is")
        }
    }

    private static func parsed(_ text: String) -> JSON? { try? JSON(parsing: text) }
}

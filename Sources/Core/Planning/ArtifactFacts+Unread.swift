extension StepRecord {
    /// As ``ArtifactFacts/digest(of:)`` of the artifact.
    var artifactDigest: Digest? {
        artifactText.map { $0.isBare ? Digest(of: $0.text) : ArtifactFacts.digest(of: $0.value) }
    }

    /// As ``ArtifactFacts/witnesses(of:)`` of the artifact.
    var witnesses: [ArtifactFacts.Witness]? {
        artifactText.map { $0.isBare ? [] : ArtifactFacts.witnesses(of: $0.value) }
    }
}

extension UnreadJSON {
    /// True for an artifact that names no file and no process, so that its digest is that of its text.
    fileprivate var isBare: Bool { isCanonical && !["\"path\":", "\"process\":"].contains(where: text.holds) }
}

extension String {
    fileprivate func holds(_ word: StaticString) -> Bool {
        var text = self
        return text.withUTF8 { bytes in
            word.withUTF8Buffer { word in
                guard bytes.count >= word.count else { return false }
                return (0...(bytes.count - word.count)).contains { place in
                    bytes[place] == word[0] && bytes[place..<(place + word.count)].elementsEqual(word)
                }
            }
        }
    }
}

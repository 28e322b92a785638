/// What a text says by its words alone, whether it is YAML or not.
enum ManifestWords {
    /// What stands behind each `key:`, quoted or not.
    static func values(of key: String, in text: [UInt8]) -> [String] {
        let key = Array(key.utf8)
        return text.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            .lazy.filter { !isComment($0) }.flatMap { values(of: key, in: $0) }
    }

    private static func isComment(_ line: ArraySlice<UInt8>) -> Bool {
        line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } == UInt8(ascii: "#")
    }

    private static func values(of key: [UInt8], in line: ArraySlice<UInt8>) -> [String] {
        var (values, rest) = ([String](), line)
        while let place = rest.firstIndex(of: key[0]) {
            rest = rest[place...]
            guard rest.starts(with: key) else {
                rest = rest.dropFirst()
                continue
            }
            rest = rest.dropFirst(key.count)
            rest = rest.drop(while: quotes.contains).drop(while: blanks.contains)
            guard rest.first == UInt8(ascii: ":") else { continue }
            rest = rest.dropFirst().drop(while: blanks.contains).drop(while: quotes.contains)
            values.append(String(decoding: rest.prefix { !ends.contains($0) }, as: UTF8.self))
        }
        return values
    }

    private static let quotes = Array("\"'".utf8)
    private static let blanks = Array(" \t".utf8)
    private static let ends = Array(" \t\"',}#".utf8)
}

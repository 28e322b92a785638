/// Secrets that are kept out of a text before it is cut: half of one is known to nobody who looks for them later.
package struct Veil: Sendable, Hashable {
    /// What stands for a secret.
    private static let mark = Array("•••".utf8)

    /// The longest first.
    private var secrets: [[UInt8]] = []

    package init() {}

    /// - Parameter values: of several lines each longer one is a secret too; one of less than four characters is none.
    package init(_ values: some Sequence<String>) {
        let lines = values.flatMap {
            [$0] + $0.split(whereSeparator: \.isNewline).map(String.init).filter { $0.count >= 8 }
        }
        let known = Set(lines.filter { $0.count >= 4 }.map { Array($0.utf8) })
        secrets = known.sorted { $0.count > $1.count }
    }

    /// Keeps those of the other one out as well.
    package mutating func add(_ other: Veil) {
        let news = other.secrets.filter { !secrets.contains($0) }
        if !news.isEmpty { secrets = (secrets + news).sorted { $0.count > $1.count } }
    }

    package func covering(_ text: String) -> String {
        let bytes = Array(text.utf8)
        return secrets.isEmpty ? text : String(decoding: covering(bytes, in: 0..<bytes.count), as: UTF8.self)
    }

    /// The bytes in the window, without a secret that reaches into it.
    package func covering(_ bytes: [UInt8], in window: Range<Int>) -> [UInt8] {
        guard let longest = secrets.first else { return Array(bytes[window]) }
        var (shown, end, isCovered): ([UInt8], Int, Bool) = ([], 0, false)
        for place in max(0, window.lowerBound - longest.count)..<window.upperBound {
            if let secret = secrets.first(where: { bytes[place...].starts(with: $0) }) {
                end = max(end, place + secret.count)
            }
            guard place >= window.lowerBound else { continue }
            let isSecret = place < end
            if !isSecret { shown.append(bytes[place]) } else if !isCovered { shown += Self.mark }
            isCovered = isSecret
        }
        return shown
    }
}

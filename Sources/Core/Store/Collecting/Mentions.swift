/// Finds SHA-256 digests in text, whatever it is otherwise.
///
/// What a ledger or a configuration mentions is kept: to know more of it would mean to know every plugin.
enum Mentions {
    /// Every run of exactly 64 lower-case hexadecimal digits.
    static func digests(in text: some Sequence<UInt8>) -> Set<Digest> {
        var scan = Scan()
        scan.go(over: text)
        return scan.end()
    }

    static func digests(in text: String) -> Set<Digest> { digests(in: text.utf8) }

    /// The same of a text that comes in pieces.
    struct Scan {
        private var found: Set<Digest> = []
        private var run: [UInt8] = []

        mutating func go(over piece: some Sequence<UInt8>) {
            for byte in piece {
                if Self.isDigit(byte) {
                    // Longer runs are no SHA-256; how much longer does not matter.
                    if run.count < 65 { run.append(byte) }
                } else if !run.isEmpty {
                    endRun()
                }
            }
        }

        mutating func end() -> Set<Digest> {
            endRun()
            return found
        }

        private mutating func endRun() {
            if run.count == 64, let digest = Digest(String(decoding: run, as: UTF8.self)) { found.insert(digest) }
            run.removeAll(keepingCapacity: true)
        }

        private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...102).contains(byte) }
    }
}

/// Finds SHA-256 digests in text, whatever it is otherwise.
///
/// What a ledger or a configuration mentions is kept: to know more of it would mean to know every plugin.
enum Mentions {
    /// Every run of exactly 64 lower-case hexadecimal digits.
    static func digests(in text: some Sequence<UInt8>) -> Set<Digest> {
        var found: Set<Digest> = []
        var run: [UInt8] = []
        func end() {
            if run.count == 64, let digest = Digest(String(decoding: run, as: UTF8.self)) { found.insert(digest) }
            run.removeAll(keepingCapacity: true)
        }
        for byte in text {
            if isDigit(byte) {
                // Longer runs are no SHA-256; how much longer does not matter.
                if run.count < 65 { run.append(byte) }
            } else if !run.isEmpty {
                end()
            }
        }
        end()
        return found
    }

    static func digests(in text: String) -> Set<Digest> { digests(in: text.utf8) }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...102).contains(byte) }
}

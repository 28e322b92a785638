/// One line on a terminal that says how far something is, and is gone when it is done. Elsewhere it is not there.
struct ProgressLine {
    private let label: String
    private let output: Output
    private var shown: Int64 = -1

    init(_ label: String, _ output: Output) {
        self.label = label
        self.output = output
    }

    mutating func show(_ done: Int64, of total: Int64) {
        guard output.isLive, total > 0 else { return }
        let percent = done * 100 / total
        guard percent != shown else { return }
        shown = percent
        output.write("\r\u{1B}[K\(label)  \(Quantity.bytes(done)) of \(Quantity.bytes(total))")
    }

    func clear() {
        if shown >= 0 { output.write("\r\u{1B}[K") }
    }
}

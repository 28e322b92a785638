/// From one frame to the next.
extension LiveScreen {
    /// What has finished in the place of the last frame.
    mutating func scrolled(_ columns: Int, _ height: Int) -> String {
        defer { finished = [] }
        return cleared(columns, height) + finished.map { $0 + "\n" }.joined()
    }

    /// Each line in the place of an old one: nothing flickers, and tmux, which keeps what is erased from the top of the
    /// screen on, does not fill its history with frames.
    func redrawn(_ lines: [LiveLine], _ columns: Int, _ height: Int) -> String {
        let rows = rows(columns)
        guard rows > 0 else { return lines.map { "\($0.text(style))\n" }.joined() }
        guard !lines.isEmpty else { return cleared(columns, height) }
        return up(rows) + lines.map { "\($0.text(style))\u{1B}[K\n" }.joined() + "\u{1B}[0J"
    }

    /// Nothing in the place of the last frame, erased line by line as well. What a terminal that has become smaller has
    /// pushed out of sight stays there.
    func cleared(_ columns: Int, _ height: Int) -> String {
        let rows = min(rows(columns), max(1, height - 1))
        guard !drawn.isEmpty else { return "" }
        return up(rows) + String(repeating: "\u{1B}[K\n", count: rows) + "\u{1B}[K" + up(rows)
    }

    /// Back to where the last frame began. What was typed meanwhile, such as `^C`, has moved the cursor to the right.
    private func up(_ rows: Int) -> String { "\r\u{1B}[\(rows)A" }

    /// The rows of the last frame. A terminal that has become narrower since has wrapped its lines.
    private func rows(_ columns: Int) -> Int {
        drawn.map { max(1, ($0.width + columns - 1) / max(1, columns)) }.reduce(0, +)
    }
}

extension SourceText {
    /// UTF-16 and UTF-32 betray themselves in the first bytes: by a byte order mark, or by NUL bytes between ASCII.
    static func refuseWideEncodings(_ bytes: [UInt8], name: String) throws {
        let head = Array(bytes.prefix(4))
        let hasMark = head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF])
        let alternates = head.count == 4 && (head[0] == 0) != (head[1] == 0) && (head[2] == 0) != (head[3] == 0)
        let isWide32 = head == [0, 0, 0xFE, 0xFF]
        guard hasMark || alternates || isWide32 else { return }
        throw Diagnostic(
            "manifest.encoding", "`\(name)` is UTF-16 or UTF-32, not UTF-8",
            help: "convert it: iconv -f UTF-16 -t UTF-8 FILE"
        )
    }

    func diagnostic(for fault: LineTable.Fault) -> Diagnostic {
        let place = place(fault.scalar, fault.scalar + 1)
        let hex = String(fault.value, radix: 16, uppercase: true)
        switch fault.kind {
        case .notUTF8:
            return Diagnostic(
                "manifest.encoding", "the byte 0x\(hex) is not valid UTF-8", at: place, help: "save the file as UTF-8"
            )
        case .nul:
            return Diagnostic("manifest.encoding", "a NUL byte: this is not a text file", at: place)
        case .control:
            let padded = String(repeating: "0", count: max(0, 4 - hex.count)) + hex
            return Diagnostic(
                "manifest.encoding", "the control character U+\(padded) is not allowed", at: place,
                help: "remove it, or write `\"\\u\(padded)\"` in double quotes"
            )
        }
    }
}

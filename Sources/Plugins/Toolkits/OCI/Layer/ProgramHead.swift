/// What the beginning of an ELF program says of it.
struct ProgramHead {
    /// `e_machine`.
    let machine: UInt16
    /// True when the kernel starts it through a loader, which an image from scratch does not hold.
    let needsLoader: Bool

    /// - Parameter head: the file's beginning, 8 KiB or all of it.
    /// - Returns: nil for anything but a 64-bit little-endian ELF file.
    init?(_ head: [UInt8]) {
        guard head.count >= 64, head.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else { return nil }
        func number(_ offset: Int, _ count: Int) -> Int {
            (0..<count).reversed().reduce(0) { $0 << 8 | Int(head[offset + $1]) }
        }
        machine = UInt16(truncatingIfNeeded: number(18, 2))
        let (table, entrySize, count) = (number(32, 8), number(54, 2), number(56, 2))
        let interpreter = 3
        var found = false
        for index in 0..<count where table >= 0 && table < head.count && entrySize >= 4 {
            let offset = table + index * entrySize
            if offset + 4 <= head.count, number(offset, 4) == interpreter { found = true }
        }
        needsLoader = found
    }
}

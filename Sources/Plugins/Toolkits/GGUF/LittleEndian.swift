extension Collection<UInt8> {
    /// The number that `T.bitWidth / 8` bytes from `offset` on spell, lowest byte first; nil when they are not there.
    func littleEndian<T: FixedWidthInteger>(_ type: T.Type, at offset: Int = 0) -> T? {
        let width = T.bitWidth / 8
        guard offset >= 0, count >= offset + width else { return nil }
        var value: T = 0
        for (place, byte) in dropFirst(offset).prefix(width).enumerated() {
            value |= T(truncatingIfNeeded: byte) << (8 * place)
        }
        return value
    }
}

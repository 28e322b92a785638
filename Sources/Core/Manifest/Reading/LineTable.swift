/// Where the lines of a text begin, in bytes and in scalars, found in one pass that also validates the text.
struct LineTable: Sendable {
    struct Start: Sendable {
        var byte: Int
        var scalar: Int
    }

    /// The first thing in a text that cannot be read.
    struct Fault: Sendable {
        enum Kind: Sendable { case notUTF8, nul, control }
        var kind: Kind
        var scalar: Int
        var value: UInt32
    }

    private var starts = [Start(byte: 0, scalar: 0)]
    /// The byte of every 64th scalar: one long line must not make each look-up walk it from its beginning.
    private var checkpoints: [Int] = []
    private(set) var scalars = 0
    private(set) var isASCII = true

    var count: Int { starts.count }

    func start(of line: Int) -> Start { starts[line] }

    /// The line, counted from 0, that holds the scalar number `index`.
    func line(of index: Int) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle].scalar <= index { low = middle } else { high = middle }
        }
        return low
    }

    /// A scalar at or before `index` whose byte is known.
    func checkpoint(before index: Int) -> (scalar: Int, byte: Int) {
        guard !checkpoints.isEmpty else { return (0, 0) }
        let number = min(index / 64, checkpoints.count - 1)
        return (number * 64, checkpoints[number])
    }

    /// The number of the scalar that the byte `byte` belongs to.
    func scalar(ofByte byte: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        if isASCII { return min(byte, scalars) }
        let place = checkpoints.partition { $0 > byte }
        var (scalar, at) = place == 0 ? (0, 0) : ((place - 1) * 64, checkpoints[place - 1])
        while at < bytes.count, at + Self.length(bytes, at) <= byte {
            at += Self.length(bytes, at)
            scalar += 1
        }
        return scalar
    }

    /// How many bytes the scalar at `at` takes. A byte that begins none counts as one by itself.
    static func length(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
        bytes[at] < 0x80 ? 1 : max(1, sequenceLength(bytes, at))
    }

    /// Reads the whole text, or up to the line end after its first fault, which is returned.
    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) -> Fault? {
        var at = 0
        var fault: Fault?
        while at < bytes.count {
            if scalars % 64 == 0 { checkpoints.append(at) }
            let byte = bytes[at]
            var length = 1
            if byte >= 0x80 {
                isASCII = false
                length = Self.sequenceLength(bytes, at)
                if length == 0 || isForbidden(bytes, at, length) {
                    fault = fault ?? multibyteFault(bytes, at, length)
                    length = max(1, length)
                }
            } else if byte < 0x20 || byte == 0x7F, byte != 0x09, byte != 0x0A, byte != 0x0D {
                fault = fault ?? Fault(kind: byte == 0 ? .nul : .control, scalar: scalars, value: UInt32(byte))
            }
            at += length
            scalars += 1
            let endsLine = byte == 0x0A || (byte == 0x0D && (at == bytes.count || bytes[at] != 0x0A))
            if endsLine {
                if let fault { return fault }
                starts.append(Start(byte: at, scalar: scalars))
            }
        }
        return fault
    }

    /// The bytes of the well-formed UTF-8 sequence at `at` (Unicode, table 3-7), or 0.
    private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
        let second: ClosedRange<UInt8>
        let length: Int
        switch bytes[at] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard at + length <= bytes.count, second.contains(bytes[at + 1]) else { return 0 }
        for next in (at + 2)..<max(at + 2, at + length) where bytes[next] & 0xC0 != 0x80 { return 0 }
        return length
    }

    /// C1 controls except NEL, a byte order mark inside the text, and the two non-characters: what YAML 1.2 §5.1 and
    /// libyaml refuse.
    private func isForbidden(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, _ length: Int) -> Bool {
        switch (bytes[at], bytes[at + 1]) {
        case (0xC2, 0x80...0x9F): bytes[at + 1] != 0x85
        case (0xEF, 0xBB): bytes[at + 2] == 0xBF
        case (0xEF, 0xBF): bytes[at + 2] >= 0xBE
        default: false
        }
    }

    private func multibyteFault(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, _ length: Int) -> Fault {
        guard length > 0 else { return Fault(kind: .notUTF8, scalar: scalars, value: UInt32(bytes[at])) }
        let text = String(decoding: bytes[at..<at + length], as: UTF8.self)
        return Fault(kind: .control, scalar: scalars, value: text.unicodeScalars.first?.value ?? 0)
    }
}

extension [Int] {
    /// How many of these rising numbers come before the first that is `beyond`.
    fileprivate func partition(_ beyond: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if beyond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

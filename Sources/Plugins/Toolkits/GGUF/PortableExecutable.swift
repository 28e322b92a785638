/// An "actually portable executable": a program that is a shell script, a Windows program and, after a patch, an ELF
/// program all at once. What every llamafile is.
public enum PortableExecutable {
    /// How much of the file has to be looked at.
    public static let prefix = 8192

    public static func isOne(_ start: some Collection<UInt8>) -> Bool {
        ["MZqFpD='", "jartsr='", "APEDBG='"].contains { start.starts(with: $0.utf8) }
    }

    /// The ELF headers that the shell script would write over the first 64 bytes, one for each machine.
    ///
    /// - Parameter start: the first ``prefix`` bytes of the file.
    public static func elfHeaders(in start: some Collection<UInt8>) -> [ELFHeader] {
        let bytes = Array(start.prefix(prefix))
        let call = Array("printf '".utf8)
        var headers: [ELFHeader] = []
        var at = 0
        while at + call.count < bytes.count {
            if bytes[at] == call[0], bytes[at...].starts(with: call) {
                at += call.count
                if let header = ELFHeader(unescaped(bytes[at...])), !headers.contains(header) { headers.append(header) }
            } else {
                at += 1
            }
        }
        return headers
    }

    /// The bytes up to the closing quote, with `\ooo` made into the byte it stands for.
    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var at = text.startIndex
        while at < text.endIndex, text[at] != UInt8(ascii: "'"), result.count <= 64 {
            guard text[at] == UInt8(ascii: "\\") else {
                result.append(text[at])
                at += 1
                continue
            }
            let digits = text[(at + 1)...].prefix(3).prefix { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
            guard !digits.isEmpty else { return [] }
            result.append(UInt8(truncatingIfNeeded: digits.reduce(0) { $0 * 8 + Int($1 - UInt8(ascii: "0")) }))
            at = digits.endIndex
        }
        return result.count == 64 ? result : []
    }
}

/// Beginnings of programs, for tests that look at them and do not run them.
public enum SampleProgram {
    /// `e_machine` of the two architectures.
    public static let amd64: UInt8 = 0x3E
    public static let arm64: UInt8 = 0xB7

    /// A static ELF program's header, and `size` bytes in all.
    public static func elf(machine: UInt8 = amd64, size: Int = 4096) -> [UInt8] {
        header(machine: machine) + [UInt8](repeating: 7, count: max(0, size - 64))
    }

    /// An Actually Portable Executable with headers for the given machines: a shell script that would print them.
    public static func portable(machines: [UInt8] = [amd64, arm64], size: Int = 20_000) -> [UInt8] {
        var script = "MZqFpD='\nJT'\n# a llamafile\nprintf 'too short'\n"
        for machine in machines {
            let octal = header(machine: machine).map { "\\" + String($0, radix: 8) }.joined()
            script += "printf '\(octal)' >&7\n"
        }
        let head = Array(script.utf8)
        return head + [UInt8](repeating: 9, count: max(0, size - head.count))
    }

    /// 64-bit, little-endian, without program headers.
    public static func header(machine: UInt8) -> [UInt8] {
        var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 9]
        bytes += [UInt8](repeating: 0, count: 8) + [2, 0, machine, 0, 1, 0, 0, 0]
        return bytes + [UInt8](repeating: 0, count: 64 - bytes.count)
    }
}

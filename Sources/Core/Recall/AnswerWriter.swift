/// An answer as bytes.
///
/// ```
/// magic                       16 bytes
/// SHA-256 of all that follows 32 bytes
/// exit status                 u64, as everything numeric: little endian
/// standard output             length, bytes
/// standard error              length, bytes
/// salt                        32 bytes, of what follows
/// variables                   count, then each: name, presence (0, 1), 64 hexadecimal digits when present
/// processes                   count, then each: pid, start, boot id, alive (0, 1)
/// files                       count, then each: path and a NUL, mark (0 absent, 1 present, +2 for a log),
///                             device, inode, size, mtime, ctime
/// ```
struct AnswerWriter {
    static let magic = Array("recua answer 02\n".utf8)

    private var bytes: [UInt8] = []

    static func bytes(of answer: Answer) -> [UInt8] {
        var writer = AnswerWriter()
        writer.bytes.reserveCapacity(answer.words.output.count + answer.sights.files.count * 180 + 4096)
        writer.add(Int64(answer.words.exitStatus))
        writer.add(answer.words.output)
        writer.add(answer.words.errors)
        writer.add(answer.sights)
        var hasher = Digest.Hasher()
        hasher.update(writer.bytes)
        return magic + hasher.finish().bytes + writer.bytes
    }

    private mutating func add(_ sights: Sights) {
        bytes += sights.salt
        add(Int64(sights.environment.count))
        for (name, digest) in sights.environment.sorted(by: { $0.key < $1.key }) {
            add(Array(name.utf8))
            bytes.append(digest == nil ? 0 : 1)
            if let digest { bytes += digest.hex.utf8 }
        }
        add(Int64(sights.processes.count))
        for (process, isAlive) in sights.processes.sorted(by: { $0.key.pid < $1.key.pid }) {
            add(Int64(process.pid))
            add(Int64(bitPattern: process.started))
            add(Array(process.boot.utf8))
            bytes.append(isAlive ? 1 : 0)
        }
        add(Int64(sights.files.count))
        // Neighbours in a folder one after another: the kernel finds them faster.
        for (path, sight) in sights.files.sorted(by: { $0.key < $1.key }) { add(path, sight) }
    }

    private mutating func add(_ path: String, _ sight: Sight) {
        add(Array(path.utf8) + [0])
        bytes.append((sight.facts == nil ? 0 : 1) + (sight.isLog ? 2 : 0))
        guard let facts = sight.facts else { return }
        add(Int64(bitPattern: facts.device))
        add(Int64(bitPattern: facts.inode))
        for number in [facts.size, facts.modified, facts.changed] { add(number) }
    }

    private mutating func add(_ text: [UInt8]) {
        add(Int64(text.count))
        bytes += text
    }

    private mutating func add(_ number: Int64) {
        withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }
}

internal import Glibc

/// Reads a kept answer and checks what it rests on in one go, without making a value of each of its thousands of files.
struct AnswerReader {
    /// The bytes of a kept answer that is whole, after its digest; nil for anything else.
    private let body: ArraySlice<UInt8>
    private let environment: [String: String]

    /// - Returns: nil for bytes that are no answer of this format, or damaged.
    init?(_ bytes: [UInt8], environment: [String: String]) {
        let head = AnswerWriter.magic.count + 32
        guard bytes.count > head, bytes.starts(with: AnswerWriter.magic) else { return nil }
        var hasher = Digest.Hasher()
        bytes.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[head...])) }
        guard hasher.finish().bytes == Array(bytes[AnswerWriter.magic.count..<head]) else { return nil }
        body = bytes[head...]
        self.environment = environment
    }

    /// - Returns: nil when something that the answer rests on has changed.
    func words() -> Answer.Words? {
        body.withUnsafeBytes { raw in
            var cursor = Cursor(raw)
            let status = Int32(truncatingIfNeeded: cursor.number())
            let (output, errors) = (cursor.field(), cursor.field())
            guard environmentStands(&cursor), processesStand(&cursor), filesStand(&cursor), !cursor.isBroken else {
                return nil
            }
            return Answer.Words(output: [UInt8](output), errors: [UInt8](errors), exitStatus: status)
        }
    }

    private func environmentStands(_ cursor: inout Cursor) -> Bool {
        let salt = [UInt8](cursor.bytes(VariableDigest.saltLength))
        for _ in 0..<cursor.count() {
            let name = String(decoding: cursor.field(), as: UTF8.self)
            let isSet = cursor.byte() == 1
            let hex = isSet ? String(decoding: cursor.bytes(64), as: UTF8.self) : nil
            guard !cursor.isBroken, VariableDigest.of(name, in: environment, salt: salt)?.hex == hex else {
                return false
            }
        }
        return true
    }

    private func processesStand(_ cursor: inout Cursor) -> Bool {
        for _ in 0..<cursor.count() {
            let process = Deployment.Process(
                pid: Int32(truncatingIfNeeded: cursor.number()), started: UInt64(bitPattern: cursor.number()),
                boot: String(decoding: cursor.field(), as: UTF8.self)
            )
            let wasAlive = cursor.byte() == 1
            guard !cursor.isBroken, process.isAlive == wasAlive else { return false }
        }
        return true
    }

    private func filesStand(_ cursor: inout Cursor) -> Bool {
        for _ in 0..<cursor.count() {
            let path = cursor.field()
            let mark = cursor.byte()
            let wasThere = mark & 1 == 1
            let expected = wasThere ? [0, 0, 0, 0, 0].map { _ in cursor.number() } : []
            guard !cursor.isBroken, path.last == 0, stands(path, isLog: mark & 2 == 2, expected) else { return false }
        }
        return true
    }

    /// - Parameter expected: device, inode, size, mtime, ctime; empty for nothing at all.
    private func stands(_ path: UnsafeRawBufferPointer, isLog: Bool, _ expected: [Int64]) -> Bool {
        guard let start = path.baseAddress?.assumingMemoryBound(to: CChar.self) else { return false }
        var info = stat()
        guard fstatat(AT_FDCWD, start, &info, 0) == 0 else { return expected.isEmpty }
        if expected.isEmpty { return isLog && info.st_size == 0 }
        let facts = Files.Facts(info)
        return expected[0] == Int64(bitPattern: facts.device) && expected[1] == Int64(bitPattern: facts.inode)
            && expected[2] == facts.size && expected[3] == facts.modified && expected[4] == facts.changed
    }
}

/// A place in the bytes of an answer; past their end it gives zeros and says that it is broken.
private struct Cursor {
    private let raw: UnsafeRawBufferPointer
    private var offset = 0
    private(set) var isBroken = false

    init(_ raw: UnsafeRawBufferPointer) { self.raw = raw }

    mutating func bytes(_ count: Int) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= raw.count - offset else {
            isBroken = true
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: raw[offset..<offset + count])
    }

    mutating func byte() -> UInt8 { bytes(1).first ?? 0 }

    mutating func number() -> Int64 {
        let eight = bytes(8)
        return eight.count == 8 ? Int64(littleEndian: eight.loadUnaligned(as: Int64.self)) : 0
    }

    /// How many follow.
    mutating func count() -> Int64 { max(0, number()) }

    mutating func field() -> UnsafeRawBufferPointer { bytes(Int(clamping: number())) }
}

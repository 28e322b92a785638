@testable import RecuaCore

enum LockSubject {
    static func test(_ bytes: [UInt8]) {
        guard let file = Laws.attempt(in: bytes.count, { try LockFile(parsing: bytes, name: "recua.lock") }) else {
            return
        }
        let again = try? LockFile(parsing: Array(file.text.utf8), name: "recua.lock")
        Laws.expect(again == file, "a lock file is read as it was written")
    }
}

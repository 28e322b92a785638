internal import Glibc

extension Files {
    /// Makes an empty folder that nobody else has, of a name that begins with `name` and a dash, for its owner alone.
    ///
    /// - Parameter parent: `TMPDIR` as somebody set it; nil or empty for `/tmp`.
    /// - Returns: its path. Whoever asked for it removes it.
    /// - Throws: ``Diagnostic`` `file.write`.
    package static func temporaryFolder(_ name: String, in parent: String?) throws -> String {
        let parent = parent.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array("\(parent)/\(name)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Diagnostic("file.write", "no folder can be made in `\(parent)`", help: "set TMPDIR to another folder")
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

internal import Glibc
internal import RecuaCore

/// An empty folder for one test, gone when the test ends.
public struct ScratchFolder: Sendable, Hashable {
    /// Absolute.
    public let path: String

    /// The path of `name` in the folder.
    public func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file in the folder and says where it is.
    @discardableResult
    public func write(_ bytes: some Collection<UInt8>, to name: String, mode: UInt16 = 0o644) throws -> String {
        try Files.write(bytes, to: path(name), mode: mode)
        return path(name)
    }

    @discardableResult
    public func write(_ text: String, to name: String, mode: UInt16 = 0o644) throws -> String {
        try write(Array(text.utf8), to: name, mode: mode)
    }
}

/// Lends a scratch folder to `body` and removes it on every way out.
public func withScratchFolder<Result>(_ body: (ScratchFolder) async throws -> Result) async throws -> Result {
    var template = Array("\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/recua-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Diagnostic("test.scratch", "no scratch folder can be made") }
    let folder = ScratchFolder(path: String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    defer { try? Files.remove(folder.path) }
    return try await body(folder)
}

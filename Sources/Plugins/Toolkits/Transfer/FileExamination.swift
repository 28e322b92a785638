public import RecuaCore

/// What is done with a file's bytes while they arrive, besides writing them and making their digest.
public struct FileExamination: Sendable {
    /// So many bytes at a file's beginning say what it is.
    public static let headSize = 8192

    /// Given the file's first 8 KiB, or all of it; throws to end the download of what is not wanted.
    public var admit: @Sendable ([UInt8]) throws -> Void
    /// Who takes the bytes along, once the beginning and the size are known, which may be at the file's end only. Asked
    /// again when the file is begun anew.
    public var observers: @Sendable (_ head: [UInt8], _ size: Int64) throws -> [any ByteObserver]

    public init(
        admit: @escaping @Sendable ([UInt8]) throws -> Void = { _ in },
        observers: @escaping @Sendable (_ head: [UInt8], _ size: Int64) throws -> [any ByteObserver] = { _, _ in [] }
    ) {
        self.admit = admit
        self.observers = observers
    }
}

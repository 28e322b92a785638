internal import Synchronization

/// Takes the bytes of a file in order, each once, while somebody else receives or reads them.
///
/// An observer is handed pieces of any size, by one caller at a time.
public protocol ByteObserver: AnyObject, Sendable {
    /// Takes the next bytes.
    func update(_ bytes: UnsafeRawBufferPointer)
}

/// The SHA-256 of the bytes that have passed by.
public final class DigestObserver: ByteObserver {
    private let hasher = Mutex(Digest.Hasher())

    public init() {}

    public func update(_ bytes: UnsafeRawBufferPointer) { hasher.withLock { $0.update(bytes) } }

    /// Of all bytes so far; more may follow.
    public var digest: Digest {
        let copy = hasher.withLock { $0 }
        return copy.finish()
    }
}

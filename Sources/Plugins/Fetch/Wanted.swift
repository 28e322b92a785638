internal import RecuaCore
internal import RecuaOCI

/// What a stack wants of a file, wherever it comes from.
struct Wanted: Sendable, Hashable {
    var role: ModelRole
    /// What the file is called, for people and in the image.
    var name: String
    /// What it must be, when that is known.
    var expected: Digest?
    /// How long it must be, in bytes, when that is known.
    var size: Int64?
    /// The one that the image will be made for.
    var architecture: Architecture
    /// False when the image's layers will be compressed: the digests of others are of no use then.
    var isStored = true

    /// Where the image will have the file.
    var place: ModelPlace {
        switch role {
        case .llamafile: .llamafile(named: name)
        case .engine: .engine
        case .weights: .weights(named: name)
        }
    }
}

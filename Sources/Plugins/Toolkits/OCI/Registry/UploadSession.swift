import RecuaHTTP

/// A place that a registry has opened for one blob.
struct UploadSession: Sendable, Hashable {
    var url: HTTPURL
    /// Bytes that each piece but the last must have, if the registry says.
    var leastPiece: Int64
}

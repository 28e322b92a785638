/// What goes wrong at a ``FakeRegistry``: once, at the first occasion, unless it says otherwise.
enum RegistryFault: Sendable, Hashable {
    /// The connection of the first upload breaks after so many bytes of its body.
    case dropsUpload(after: Int)
    /// Nobody reads on after so many bytes of the first upload that is larger.
    case stalls(after: Int)
    /// The first upload is stored, and answered with a broken connection.
    case dropsAnswer
    /// The first upload is stored, and answered with this status.
    case storesThenAnswers(Int)
    /// The first upload is answered with 504, and is there when the registry is asked for the third time.
    case commitsLate
    /// The first upload is turned away with this status, before or after its bytes have been read.
    case answers(Int, afterReading: Bool)
    /// The session of the first upload is gone: 404 `BLOB_UPLOAD_UNKNOWN`.
    case forgetsSession
    /// The bytes of the first upload are damaged on the way: 400 `DIGEST_INVALID`.
    case damagesUpload
    /// Always: a blob in one request is turned away with this status.
    case refusesWhole(Int)
    /// As `refusesWhole(405)`, and the connection of the first second piece breaks.
    case dropsPiece
    /// Always: requests of more bytes are turned away with 413.
    case takesAtMost(Int)
    /// Always: pieces must have so many bytes, as `OCI-Chunk-Min-Length` says.
    case wantsPieces(ofAtLeast: Int)
    /// The first token is refused.
    case refusesFirstToken
    /// No token is good any more when the first upload is stored.
    case tokensRunOut
    /// The login is changed when the first upload has begun: 401 in the middle of its body.
    case changesLoginMidway
    /// The login runs out after the first upload: this status, 401 or 403, until another comes.
    case loginRunsOut(Int)
    /// Always: sessions are on another server, which is none of the registry's.
    case sendsElsewhere
    /// Always: a session is opened in place of a mount.
    case mountsNothing
    /// Always: mounts are answered with this status.
    case refusesMounts(Int)
    /// Always: `Docker-Content-Digest` names something else.
    case liesAboutDigests
    /// A blob is swept away before the first manifest comes. The registry says which, or that some is.
    case sweeps(namesIt: Bool)
    /// As `sweeps`, and the registry goes on saying that the blob is there until it is sent again.
    case sweepsSilently
    /// Always: manifests are turned away.
    case refusesManifests
    /// Always: a tag that is there stays as it is: this status.
    case keepsTags(Int)
}

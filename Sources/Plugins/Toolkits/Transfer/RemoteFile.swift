public import AsyncHTTPClient
public import NIOHTTP1
public import RecuaCore
public import RecuaHTTP

/// A file that is to be had over HTTP, and what is known of it beforehand.
public struct RemoteFile: Sendable {
    /// For people, without credentials and signatures.
    public var name: String
    /// Tells this source from others: bytes whose digest is not known yet are continued only from the same source.
    public var identity: Digest
    /// What the file must be.
    public var expected: Digest?
    /// How long it must be, in bytes.
    public var size: Int64?
    /// The strong ETag of a copy that is there already, else the time of its last change: nothing is sent when it is
    /// still the same.
    public var knownValidator: String?
    /// Where to ask. Called anew when what it gave before has run out, such as a signature.
    public var locate: @Sendable () async throws -> RemoteLocation
    /// Told of a 401 and of the headers that brought it: true when what ``locate`` gives next may be let in.
    public var renew: @Sendable (HTTPClientResponse, HTTPHeaders) -> Bool
    /// Words for a refusal of the located server, where it has its own.
    public var refusal: @Sendable (HTTPClientResponse) -> Diagnostic?

    public init(
        name: String, identity: Digest, expected: Digest? = nil, size: Int64? = nil, knownValidator: String? = nil,
        locate: @escaping @Sendable () async throws -> RemoteLocation,
        renew: @escaping @Sendable (HTTPClientResponse, HTTPHeaders) -> Bool = { _, _ in false },
        refusal: @escaping @Sendable (HTTPClientResponse) -> Diagnostic? = { _ in nil }
    ) {
        self.name = name
        self.identity = identity
        self.expected = expected
        self.size = size
        self.knownValidator = knownValidator
        self.locate = locate
        self.renew = renew
        self.refusal = refusal
    }
}

/// An address, and headers that its own server may see and no other.
public struct RemoteLocation: Sendable {
    public var url: HTTPURL
    /// Such as `Authorization`. They do not follow a redirect to another origin.
    public var headers: HTTPHeaders

    public init(_ url: HTTPURL, headers: HTTPHeaders = [:]) {
        self.url = url
        self.headers = headers
    }
}

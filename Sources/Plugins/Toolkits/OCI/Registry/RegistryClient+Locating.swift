import NIOHTTP1
public import RecuaCore
import RecuaHTTP
public import RecuaTransfer

extension RegistryClient {
    /// Where a blob is had from, with what the registry wants to see before it gives it away.
    ///
    /// Ask again before each request: tokens run out.
    ///
    /// - Throws: ``Diagnostic`` `registry.credentials.…` when the registry does not accept the login.
    public func location(of digest: Digest, in name: String) async throws -> RemoteLocation {
        let authorization = try await authorization.header(for: [Self.scope(name, "pull")])
        return RemoteLocation(
            url("\(name)/blobs/\(digest)"), headers: authorization.map { ["Authorization": $0] } ?? [:])
    }
}

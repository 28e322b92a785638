import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import RecuaCore
import RecuaHTTP

extension RegistryClient {
    /// Takes a blob over from another repository.
    ///
    /// - Returns: false for whatever is not a mounted blob: the other repository may be gone, or none of ours.
    func mount(_ digest: Digest, in name: String, from other: String) async throws -> Bool {
        let query = "mount=\(digest)&from=\(PercentEncoding.encoded(other))"
        let url = url("\(name)/blobs/uploads/", query: query)
        do {
            let response = try await attempt(.POST, url, scopes: scopes(pushing: name, mountingFrom: other), body: [])
            _ = try? await response.body.collect(upTo: 64 << 10)
            if response.status == .accepted { try await abandon(response, url, name) }
            return response.status == .created
        } catch let problem as Diagnostic where problem.code.hasPrefix("registry.") {
            return false
        }
    }

    /// Ends the session that a registry opens in place of a mount. That it does not let us is no harm.
    private func abandon(_ response: HTTPClientResponse, _ url: HTTPURL, _ name: String) async throws {
        guard let session = try? Self.session(in: response, at: url) else { return }
        do {
            _ = try await attempt(.DELETE, session, scopes: scopes(pushing: name))
        } catch is CancellationError {
            throw CancellationError()
        } catch {}
    }

    func openSession(in name: String) async throws -> UploadSession {
        let url = url("\(name)/blobs/uploads/")
        let response = try await attempt(.POST, url, scopes: scopes(pushing: name), body: [])
        guard response.status == .accepted else { throw await refusal(response, url, name) }
        _ = try? await response.body.collect(upTo: 64 << 10)
        let least = response.headers.first(name: "OCI-Chunk-Min-Length").flatMap { Int64($0) } ?? 0
        return UploadSession(url: try Self.session(in: response, at: url), leastPiece: least)
    }

    /// Where an upload goes on: on this server or on another, but never from HTTPS to plain HTTP, and never from a server
    /// elsewhere to this machine or to the addresses by which a machine in a cloud learns its own credentials.
    ///
    /// - Throws: ``Diagnostic`` `registry.location`.
    static func session(in response: HTTPClientResponse, at url: HTTPURL) throws -> HTTPURL {
        try session(location: response.headers.first(name: "Location"), at: url)
    }

    static func session(location: String?, at url: HTTPURL) throws -> HTTPURL {
        guard let location, let session = url.resolving(location), session.scheme == .https || url.scheme == .http,
            session.host == url.host || url.isLoopback || !isInternal(session)
        else { throw Diagnostic("registry.location", "`\(url)` does not say where to send the blob safely") }
        return session
    }

    private static func isInternal(_ url: HTTPURL) -> Bool {
        url.isLoopback || ["169.254.", "fe80:", "fd00:ec2:"].contains { url.host.hasPrefix($0) }
    }
}

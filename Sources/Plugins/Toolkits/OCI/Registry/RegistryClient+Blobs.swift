import AsyncHTTPClient
import NIOCore
import NIOHTTP1
public import RecuaCore
import RecuaHTTP

extension RegistryClient {
    /// What became of a blob that was to be in a repository.
    public enum Placed: Sendable, Hashable {
        case wasThere
        /// Taken over from another repository of the same registry; no byte of it travelled.
        case mounted
        case sent
    }

    /// Makes sure that a blob is in a repository: looks, mounts, or sends it in one stream.
    ///
    /// After a failure the registry is asked whether the blob arrived after all; if not, it is sent again from its
    /// beginning in a new session, since sessions that broke are not to be trusted.
    ///
    /// - Parameters:
    ///   - others: repositories of this registry that may hold it, the likeliest first.
    ///   - isDoubted: true when the registry's word that it has the blob turned out wrong; it is sent in any case.
    ///   - onProgress: told how many bytes of this blob are on their way, from 0 again when it is sent again.
    ///   - source: asked for the bytes only when they are to be sent.
    /// - Throws: ``Diagnostic`` `registry.…`, `network.…`, `store.changed`.
    public func place(
        _ blob: Image.Blob, in name: String, mountingFrom others: [String] = [], isDoubted: Bool = false,
        onProgress: @escaping @Sendable (Int64) -> Void = { _ in }, source: () async throws -> any BlobSource
    ) async throws -> Placed {
        let tally = SentBytes(onProgress)
        var uploads = 0
        return try await retry.run { _ in
            if !isDoubted, try await has(blob.digest, in: name) {
                return tally.count == blob.size ? .sent : .wasThere
            }
            if !isDoubted, uploads == 0 {
                for other in others where try await mount(blob.digest, in: name, from: other) { return .mounted }
            }
            uploads += 1
            tally.count = 0
            let session = try await openSession(in: name)
            do {
                try await upload(source(), to: session, name, uploads, tally)
            } catch {
                // All bytes have left: a commit may take longer than somebody on the way had the patience for.
                guard !isDoubted, isTransient(error), tally.count == blob.size, try await arrives(blob.digest, in: name)
                else {
                    throw error
                }
            }
            return .sent
        }
    }

    func has(_ digest: Digest, in name: String) async throws -> Bool {
        let url = url("\(name)/blobs/\(digest)")
        let response = try await attempt(.HEAD, url, scopes: scopes(pushing: name))
        guard response.status == .ok else {
            guard response.status == .notFound else { throw await refusal(response, url, name) }
            return false
        }
        try check(response, is: digest, url)
        return true
    }

    /// Looks a few times, with growing waits between.
    private func arrives(_ digest: Digest, in name: String) async throws -> Bool {
        do {
            return try await retry.run { _ in
                if try await has(digest, in: name) { return true }
                throw Retryable(Diagnostic("registry.missing", "`\(digest)` is not there yet"))
            }
        } catch let problem as Diagnostic where problem.code == "registry.missing" {
            return false
        }
    }

    /// `Docker-Content-Digest` is what the registry has stored.
    ///
    /// - Throws: ``Diagnostic`` `registry.digest`.
    func check(_ response: HTTPClientResponse, is digest: Digest, _ url: HTTPURL) throws {
        guard let said = response.headers.first(name: "Docker-Content-Digest"), let stored = Digest(said),
            stored != digest
        else { return }
        throw Diagnostic(
            "registry.digest", "`\(url)` stored \(stored) in place of \(digest)",
            help: "something between here and the registry changes what is sent; nothing was published"
        )
    }

    func refusal(_ response: HTTPClientResponse, _ url: HTTPURL, _ name: String) async -> Diagnostic {
        await RegistryFailure(response).diagnostic(at: url, repository: name)
    }

    func scopes(pushing name: String, mountingFrom other: String? = nil) -> [String] {
        [Self.scope(name, "pull,push")] + (other.map { [Self.scope($0, "pull")] } ?? [])
    }

    private func isTransient(_ error: any Error) -> Bool { error is Retryable || HTTPFailure.isTransient(error) }
}

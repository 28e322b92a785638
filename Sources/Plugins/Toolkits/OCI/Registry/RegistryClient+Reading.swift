import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import RecuaCore
import RecuaHTTP

extension RegistryClient {
    /// Hands over a blob's bytes as they arrive, in order and each once, also when the connection breaks in between.
    ///
    /// Nothing is held against the digest here. A registry that sends more than the blob's size is cut off behind it.
    func read(_ blob: Image.Blob, of name: String, _ body: (UnsafeRawBufferPointer) throws -> Void) async throws {
        let url = url("\(name)/blobs/\(blob.digest)")
        var done: Int64 = 0
        try await retry.run { _ in
            let before = done
            let response = try await attempt(
                .GET, url, scopes: [Self.scope(name, "pull")],
                headers: done > 0 ? [("Range", "bytes=\(done)-")] : [])
            guard [.ok, .partialContent].contains(response.status) else { throw await refusal(response, url, name) }
            // Whoever does not know ranges begins anew.
            var skipped = response.status == .ok ? Int(done) : 0
            do {
                try await HTTPFailure.explained(at: url) {
                    for try await chunk in response.body {
                        let rest = chunk.readableBytesView.dropFirst(min(skipped, chunk.readableBytes))
                        skipped -= chunk.readableBytes - rest.count
                        done += Int64(rest.count)
                        try rest.withUnsafeBytes(body)
                        if done > blob.size { return }
                    }
                }
            } catch let error as Diagnostic where HTTPFailure.isTransient(error) {
                throw Retryable(error, madeProgress: done - before >= 1 << 20)
            }
            guard done >= blob.size else {
                let why = Diagnostic("network.reset", "`\(url)` sent \(done) bytes of \(blob.size)")
                throw Retryable(why, madeProgress: done - before >= 1 << 20)
            }
        }
    }
}

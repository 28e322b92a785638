import AsyncHTTPClient
import NIOHTTP1
public import RecuaCore
public import RecuaHTTP

/// Brings a file from a server to the disk: in parts, several at once where that is faster, going on where an earlier
/// attempt ended, and read in order behind them for its digests.
public struct Download: Sendable {
    public enum Outcome: Sendable, Hashable {
        /// The whole file is in its place and is what it must be; with what tells later whether it is still the same.
        case complete(Digest, validator: String?)
        /// The copy that is there already is still the same.
        case unchanged
    }

    let client: RoutedHTTPClient
    let retry: RetryPolicy
    let options: DownloadOptions
    /// Told how many bytes are there, of all.
    let onProgress: @Sendable (Int64, Int64?) -> Void
    /// Told what went wrong and is tried again.
    let onTrouble: @Sendable (String) -> Void

    public init(
        client: RoutedHTTPClient, retry: RetryPolicy = RetryPolicy(), options: DownloadOptions = DownloadOptions(),
        onProgress: @escaping @Sendable (Int64, Int64?) -> Void = { _, _ in },
        onTrouble: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.client = client
        self.retry = retry
        self.options = options
        self.onProgress = onProgress
        self.onTrouble = onTrouble
    }

    /// Tries until the bytes are there and are what they must be.
    ///
    /// - Throws: ``Diagnostic`` `fetch.checksum` (the bytes are removed then), `fetch.upstream-changed`,
    ///   `fetch.not-found`, `fetch.denied`, `fetch.refused`, `fetch.disk`, `network.…`, and what
    ///   `examination` throws, which removes the bytes too; all others, and `CancellationError`, leave the bytes for the
    ///   next run.
    public func run(
        _ file: RemoteFile, into partial: PartialFile, examination: FileExamination = FileExamination()
    ) async throws -> Outcome {
        do {
            return try await attempt(file, partial, examination)
        } catch {
            // Nothing came that the next run could go on with.
            if partial.count == 0 { partial.discard() }
            throw error
        }
    }

    private func attempt(
        _ file: RemoteFile, _ partial: PartialFile, _ examination: FileExamination
    ) async throws -> Outcome {
        let transfer = Transfer(file, into: partial, by: self, examination)
        let isResumed = try transfer.prepare()
        let outcome = try await transfer.run()
        guard case .complete(let found, _) = outcome, let expected = file.expected, found != expected else {
            return outcome
        }
        // A beginning from an earlier run, or a part that came after a broken one, may be to blame: once more, all.
        if isResumed || transfer.isTroubled {
            onTrouble("`\(file.name)` is not what its digest says; fetching all of it again")
            try partial.restart()
            let again = try await Transfer(file, into: partial, by: self, examination).run()
            if case .complete(expected, _) = again { return again }
        }
        partial.discard()
        throw Self.mismatch(file.name, expected: expected, found: found)
    }

    /// The words for a file that is not the one that was asked for.
    public static func mismatch(_ name: String, expected: Digest, found: Digest) -> Diagnostic {
        Diagnostic(
            "fetch.checksum",
            "`\(name)` is not the file that the manifest asks for: expected \(expected), got \(found)",
            help: "check where the file comes from; if it was replaced on purpose, write the new `sha256`"
        )
    }
}

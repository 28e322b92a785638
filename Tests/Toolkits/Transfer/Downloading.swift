import RecuaCore
import RecuaHTTP
import RecuaTestSupport
import Synchronization

@testable import RecuaTransfer

/// Downloads of one file into a scratch folder, with waits that take no time.
struct Downloading: Sendable {
    let folder: ScratchFolder
    let slept = Sleeps()
    var connections = 4
    var idle = Duration.seconds(60)
    var rateLimit: RateLimit?
    var attempts = 5
    /// What waits between two looks at how fast the bytes come.
    var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    var onProgress: @Sendable (Int64, Int64?) -> Void = { _, _ in }

    init(_ folder: ScratchFolder) { self.folder = folder }

    /// Gives up on a silent server soon. On a busy machine a good one may be as silent, so it gets many chances.
    mutating func isImpatient() {
        idle = .seconds(2)
        attempts = 50
    }

    var path: String { folder.path("partial") }

    /// - Returns: the outcome, and the bytes on disk.
    @discardableResult
    func run(_ file: RemoteFile, _ examination: FileExamination = FileExamination()) async throws -> [UInt8] {
        let partial = try await PartialFile.locked(path) { _, _ in }
        defer { partial.finish() }
        _ = try await outcome(file, into: partial, examination)
        return try Files.read(path)
    }

    func outcome(
        _ file: RemoteFile, into partial: PartialFile, _ examination: FileExamination = FileExamination()
    ) async throws -> Download.Outcome {
        let options = HTTPOptions(followsRedirects: false, idleTimeout: idle, allowsHTTP2: false)
        return try await withHTTPClient(options, environment: [:]) { client in
            let download = Download(
                client: client, retry: RetryPolicy(attempts: attempts, sleep: slept.sleep),
                options: DownloadOptions(
                    connections: connections, rateLimit: rateLimit, pace: .milliseconds(1),
                    parts: PartSizes(first: 100_000, smallest: 20_000, largest: 1_000_000),
                    sleep: pause),
                onProgress: onProgress)
            return try await download.run(file, into: partial, examination: examination)
        }
    }
}

/// A sleep that returns at once and remembers for how long it should have slept.
final class Sleeps: Sendable {
    private let durations = Mutex<[Duration]>([])

    var all: [Duration] { durations.withLock { $0 } }

    var sleep: @Sendable (Duration) async throws -> Void {
        { duration in self.durations.withLock { $0.append(duration) } }
    }
}

/// The file at `url`, with what is known of it.
func remote(_ url: String, _ expected: Digest? = nil, size: Int64? = nil) throws -> RemoteFile {
    let url = try HTTPURL(url)
    return RemoteFile(name: "the file", identity: Digest(of: "\(url)"), expected: expected, size: size) {
        RemoteLocation(url)
    }
}

/// Bytes that do not repeat.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    return (0..<count).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state)
    }
}

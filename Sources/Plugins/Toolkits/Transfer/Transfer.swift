import RecuaCore
import Synchronization

/// One file on its way: what an attempt and those after it share.
final class Transfer: Sendable {
    /// Thrown when the server has another file now than the one whose beginning is here.
    struct Changed: Error {}
    /// A failure that came after attempts of its own.
    struct Final: Error { let failure: any Error }

    let file: RemoteFile
    let partial: PartialFile
    let download: Download
    let route: Route
    private let examination: FileExamination
    let steps: AsyncStream<Void>.Continuation
    private let stepped: AsyncStream<Void>
    private let counted = Mutex(Troubles())
    /// So far an attempt came that has to begin at the file's beginning each time.
    let furthest = Mutex<Int64>(0)
    private let turn = Mutex(())

    init(_ file: RemoteFile, into partial: PartialFile, by download: Download, _ examination: FileExamination) {
        self.file = file
        self.partial = partial
        self.download = download
        self.examination = examination
        route = Route(to: file, client: download.client)
        (stepped, steps) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Keeps the bytes of an earlier run that may be continued.
    ///
    /// - Returns: true when there are any.
    func prepare() throws -> Bool {
        partial.resume()
        let origin = partial.origin
        let isSameSource = origin?.source == file.identity && origin?.validator != nil
        let isSameBoot = origin?.boot == DownloadOrigin.currentBoot
        let isSameSize = file.size == nil || origin?.size == nil || file.size == origin?.size
        guard partial.count > 0, isSameSize, file.expected != nil || (isSameSource && isSameBoot) else {
            try partial.restart()
            return false
        }
        return true
    }

    /// What had to be tried again so far.
    var troubles: Troubles { counted.withLock { $0 } }

    /// True when something had to be tried again.
    var isTroubled: Bool { troubles.all > 0 }

    func run() async throws -> Download.Outcome {
        do {
            return try await fetchAndFollow()
        } catch let refusal as Follower.Refusal {
            // Nobody writes any more. What is not wanted is not kept.
            partial.discard()
            throw refusal.reason
        }
    }

    private func fetchAndFollow() async throws -> Download.Outcome {
        let follower = Follower(partial: partial, examination: examination, steps: stepped)
        return try await withThrowingTaskGroup(of: Event.self) { group in
            group.addTask { .followed(try await follower.run()) }
            group.addTask { .fetched(try await self.attempts()) }
            var (digest, validator): (Digest?, String?)
            while let event = try await group.next() {
                switch event {
                case .followed(let found): digest = found
                case .fetched(.complete(let found)):
                    validator = found
                    steps.finish()
                case .fetched(.unchanged):
                    group.cancelAll()
                    return .unchanged
                }
            }
            guard let digest else { throw CancellationError() }
            return .complete(digest, validator: validator)
        }
    }

    private enum Event: Sendable {
        case followed(Digest)
        case fetched(Ending)
    }

    enum Ending: Sendable {
        case complete(validator: String?)
        case unchanged
    }

    func note(_ problem: Diagnostic, _ delay: Duration) {
        counted.withLock { $0.all += 1 }
        let milliseconds = delay / .milliseconds(1)
        download.onTrouble("\(problem.message); trying again in \((milliseconds / 100).rounded(.up) / 10) s")
    }

    /// Tells how much is there. One connection tells it after the other, so that the last word is the latest.
    func tellProgress() { turn.withLock { _ in download.onProgress(partial.count, partial.origin?.size) } }

    /// Takes note that the server asked for rest while parts were fetched.
    func noteRest() { counted.withLock { $0.rests += 1 } }

    struct Troubles: Sendable, Hashable {
        var all = 0
        /// Those by which the server asked for rest.
        var rests = 0

        /// The worst that came after `earlier`.
        func since(_ earlier: Troubles) -> ConnectionRamp.Trouble? {
            if rests > earlier.rests { return .rest }
            return all > earlier.all ? .broken : nil
        }
    }
}

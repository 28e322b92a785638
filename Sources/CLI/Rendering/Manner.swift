import RecuaCore
import Synchronization
import SystemPackage

/// How a command speaks, beyond colours: what its options and its surroundings ask for.
final class Manner: Sendable {
    private struct State {
        var lines: EventLines?
        var hidesResults = false
        var outlivesReader = false
        var isStopping = false
        var keepsStill = false
        var onlyShows = false
    }

    /// Where GitHub Actions run the command; nil elsewhere.
    let github: GitHubPlaces?
    private let state = Mutex(State())

    init(environment: [String: String]) { github = GitHubPlaces(environment) }

    /// Everything on standard error is JSON lines from now on.
    func speakJSON() {
        let lines = EventLines(to: .standardError, isForRunner: github != nil) { _ in }
        state.withLock { $0.lines = lines }
    }

    /// Standard output belongs to the events: results are left out.
    func hideResults() { state.withLock { $0.hidesResults = true } }

    /// The command does more than show something: it goes on when nobody reads its results.
    func outliveReader() { state.withLock { $0.outlivesReader = true } }

    /// Nothing on the terminal is drawn again, whatever it can.
    func keepStill() { state.withLock { $0.keepsStill = true } }

    /// The command runs nothing and changes nothing: who interrupts it has only seen enough.
    func onlyShow() { state.withLock { $0.onlyShows = true } }

    /// Somebody has asked that nothing more be started.
    func stop() { state.withLock { $0.isStopping = true } }

    var isStopping: Bool { state.withLock { $0.isStopping } }
    var onlyShows: Bool { state.withLock { $0.onlyShows } }
    var keepsStill: Bool { state.withLock { $0.keepsStill } }
    var lines: EventLines? { state.withLock { $0.lines } }
    var hidesResults: Bool { state.withLock { $0.hidesResults } }
    var outlivesReader: Bool { state.withLock { $0.outlivesReader } }

    /// Begun when ``speakJSON()`` was not.
    var linesForPrograms: EventLines {
        if lines == nil { speakJSON() }
        return lines ?? EventLines(to: .standardError) { _ in }
    }
}

import RecuaCore
import RecuaProcess
import Synchronization

/// A program with the sandbox it runs in, once it is known whether there can be one.
final class SandboxedProgram: Sendable {
    private let command: ProgramCommand
    private let isWanted: Bool
    private let hasNetwork: Bool
    private let store: Store
    private let name: String
    private let files: [String]
    private let environment: [String: String]
    private let known = Mutex<Bubblewrap?>(nil)
    /// Those that were asked for, by what they may write: every request asks.
    private let commands = Mutex<[[String]: ProgramCommand]>([:])

    /// - Parameter environment: all variables; `PATH` leads to `bwrap`.
    init(
        _ declaration: ProgramDeclaration, _ command: ProgramCommand, hasNetwork: Bool, store: Store,
        environment: [String: String]
    ) {
        self.command = command
        self.hasNetwork = hasNetwork
        self.store = store
        self.environment = environment
        isWanted = declaration.bounds.isSandboxed
        name = declaration.name
        files = declaration.files
    }

    var isolation: ProgramIsolation {
        get async throws {
            guard isWanted else { return .off }
            // Whether bubblewrap works, no file tells: an answer that says it is not kept.
            Trace.current?.abandon()
            switch try await bubblewrap() {
            case .works: return hasNetwork ? .network : .sandbox
            case .missing: return .missing
            case .refused: return .unavailable
            }
        }
    }

    /// The command as it is started.
    ///
    /// - Parameter folders: what it may write, its cache besides; none for what only looks.
    func command(writing folders: [String]) async throws -> ProgramCommand {
        if let made = commands.withLock({ $0[folders] }) { return made }
        guard isWanted, case .works(let path) = try await bubblewrap() else { return command }
        let cache = folders.isEmpty ? "\(store.root)/plugins/\(name)" : try store.folder(ofPlugin: name)
        var sandboxed = command
        sandboxed.environment = ProgramSandbox.environment(command.environment, cache: cache)
        sandboxed.sandbox = ProgramSandbox(
            bubblewrap: path, store: store.root, hasNetwork: hasNetwork && !folders.isEmpty,
            readable: [command.folder, store.root] + files + seen,
            writable: folders.isEmpty ? [] : folders + [cache], folder: command.folder)
        commands.withLock { [sandboxed] in $0[folders] = sandboxed }
        return sandboxed
    }

    /// Where the program's own programs and settings are.
    private var seen: [String] {
        let path = (command.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return path + [command.environment["HOME"], command.program].compactMap(\.self)
    }

    /// Tried once. Two who ask at the same time may both try.
    private func bubblewrap() async throws -> Bubblewrap {
        if let known = known.withLock({ $0 }) { return known }
        let found = try await SandboxProbe(store: store, environment: environment).result()
        known.withLock { $0 = found }
        return found
    }
}

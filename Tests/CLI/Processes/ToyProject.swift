import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Synchronization

/// A project whose stacks are deployed and tested by ``toyProgram``, and the built `recua` in its folder.
struct ToyProject: Sendable {
    let scratch: ScratchFolder
    let recua: RecuaBinary

    /// - Parameter stacks: lines of the manifest below `stacks:`, not indented.
    init(_ stacks: String, in scratch: ScratchFolder, environment: [String: String] = [:]) throws {
        self.scratch = scratch
        recua = RecuaBinary(in: scratch.path, environment: environment)
        try scratch.write(toyProgram, to: "toy.py", mode: 0o755)
        try write(stacks)
    }

    /// Replaces the stacks.
    func write(_ stacks: String) throws {
        let lines = stacks.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
        try scratch.write(
            """
            recua: 1
            project: toys
            plugins:
              shelf: { run: [./toy.py, shelf], sandbox: none }
              probe: { run: [./toy.py, probe], sandbox: none }
            defaults: { target: shelf }
            stacks:
            \(lines)

            """, to: "recua.yaml"
        )
    }

    /// What a toy that waits is waiting for.
    func letGo() throws { try scratch.write("", to: "go") }

    /// Waits, within bounds, until a toy waits.
    func started() async throws { try await eventually("no toy has started") { Files.exists(scratch.path("started")) } }

    /// Starts the command, hands its process to `body` once it runs, and waits for its end.
    func whileRunning(
        _ arguments: String..., body: @escaping @Sendable (RunningCommand) async throws -> Void
    ) async throws -> Finished {
        let running = RunningCommand()
        let command = recua.command(arguments)
        return try await withThrowingTaskGroup(of: Finished?.self) { group in
            group.addTask {
                try await command.run(onStart: { running.start($0) }, onErrorLine: { running.add($0) })
            }
            group.addTask {
                try await body(running)
                return nil
            }
            var finished: Finished?
            for try await result in group { finished = result ?? finished }
            guard let finished else { throw Diagnostic("test.no-end", "the command has no end") }
            return finished
        }
    }
}

/// A command that is under way.
final class RunningCommand: Sendable {
    private let state = Mutex<(pid: Int32?, owed: [Int32], lines: [String])>((nil, [], []))

    func start(_ pid: Int32) {
        let owed = state.withLock { state in
            state.pid = pid
            return state.owed
        }
        for number in owed { kill(pid, number) }
    }

    func add(_ line: String) { state.withLock { $0.lines.append(line) } }

    var told: [String] { state.withLock { $0.lines } }

    /// Sends a signal as a terminal would. What the command starts can be seen before its own process is known here: then
    /// the signal is sent as soon as that is.
    func signal(_ number: Int32) {
        let known = state.withLock { state in
            if state.pid == nil { state.owed.append(number) }
            return state.pid
        }
        if let known { kill(known, number) }
    }

    /// Waits, within bounds, until one of the lines that it has told has this.
    func tells(_ text: String) async throws {
        try await eventually("it does not say `\(text)`") { told.contains { $0.contains(text) } }
    }
}

/// Waits, within bounds, for something that another process brings about.
func eventually(_ complaint: String, _ condition: () -> Bool) async throws {
    for _ in 0..<1500 {
        if condition() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw Diagnostic("test.never", complaint)
}

/// Lends a toy project to `body`.
func withToys(
    _ stacks: String = "one: { shelf: { word: a }, probe: {} }", environment: [String: String] = [:],
    _ body: (ToyProject) async throws -> Void
) async throws {
    try await withScratchFolder { try await body(try ToyProject(stacks, in: $0, environment: environment)) }
}

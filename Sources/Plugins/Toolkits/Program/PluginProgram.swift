internal import Glibc
public import RecuaCore

/// A program of a plugin: of the same type, unchanged, that can be compiled into a `recua`.
///
/// ```swift
/// import RecuaProgram
///
/// await PluginProgram(GreetPlugin()).main()
/// ```
///
/// The program is what `plugins:` of a manifest names: `greet: { run: [plugins/greet] }`. Recua starts it and asks;
/// the answers are those that the plugin gives when it is compiled in. What it prints goes to the step's log.
///
/// Three things do not reach a program: `Plugin/survey(_:)`, `Plugin/pin(_:_:)` and the resident part of a
/// `ResidentPlugin`. Of secrets it is given those that its own sections name in keys declared as `Schema/secret`.
public struct PluginProgram<Base: Plugin>: Sendable {
    private let plugin: @Sendable () -> Base
    private let concurrency: Int

    /// - Parameters:
    ///   - plugin: made when the conversation has its own channel, so that it may print already.
    ///   - concurrency: how many requests are served at once, 1 to 256.
    public init(_ plugin: @autoclosure @escaping @Sendable () -> Base, concurrency: Int = 16) {
        self.plugin = plugin
        self.concurrency = concurrency
    }

    /// Serves Recua until it closes the program's standard input, and exits.
    ///
    /// Started by hand, in a terminal, it says what it is and exits with status 64 (`EX_USAGE`).
    public func main() async -> Never {
        guard isatty(STDIN_FILENO) == 0 else {
            StandardError.write(Hint.text(Base.descriptor, program: CommandLine.arguments.first ?? "PROGRAM"))
            exit(EX_USAGE)
        }
        do {
            CrashReport.isShort()
            let channel = try StandardChannel.takingOver()
            await serve(channel)
            exit(EXIT_SUCCESS)
        } catch {
            StandardError.write("\(error)\n")
            exit(EX_OSERR)
        }
    }

    private func serve(_ channel: StandardChannel) async {
        let outbox = Outbox { channel.write($0) }
        let server = ProgramServer(plugin().provider, concurrency: concurrency, outbox: outbox)
        channel.read(into: server.inbox)
        await server.serve()
    }
}
